using System.CommandLine;

namespace Scim.Provisioning.Commands;

/// <summary><c>test-connection</c></summary>
internal static class TestConnectionCommand
{
    public static Command Create(TextWriter output, TimeProvider clock)
    {
        var command = new Command("test-connection", """
            Do what Entra's Test Connection button does, and say in words what is wrong.

            Example:
              provisioner test-connection --tenant-url https://localhost:8443/scim/v2 --token TOKEN
            """);
        var job = new JobArguments(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var provisioner = new Provisioner(job.Read(result), clock);
            string? problem = await provisioner.TestConnectionAsync(cancellationToken);
            await output.WriteLineAsync(problem ?? "The connection works: the endpoint accepts the token and answers lookups as SCIM.");
            return (int)(problem is null ? ExitCode.Success : ExitCode.ConnectionFailed);
        });
        return command;
    }
}
