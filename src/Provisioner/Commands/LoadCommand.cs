using System.CommandLine;
using Scim.Provisioning.Endpoints;
using Scim.Provisioning.Load;

namespace Scim.Provisioning.Commands;

/// <summary><c>load</c></summary>
internal static class LoadCommand
{
    public static Command Create(TextWriter output, TimeProvider clock)
    {
        var command = new Command("load", """
            Send the requests of cycles at a fixed rate and measure latencies; each request is sent once. What it creates
            it deletes in the end.

            Example:
              provisioner load --rate 50 --duration 5m --mix lookup=50,update=30,member=20
            """);
        var load = new LoadArguments(command);
        var endpoint = new EndpointArguments(command, withRetries: false);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var patient = new ScimEndpoint(endpoint.Base(result), clock);
            using var measured = new ScimEndpoint(endpoint.Base(result) with { Attempts = 1 }, clock);
            return await RunAsync(new LoadGenerator(patient, measured, load.Read(result), clock), output, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(LoadGenerator generator, TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            LoadResult measured = await generator.RunAsync(cancellationToken);
            await output.WriteAsync(LoadText.Of(measured));
            return (int)(measured.ErrorCount == 0 ? ExitCode.Success : ExitCode.ObjectsFailed);
        }
        catch (EndpointException failure)
        {
            await output.WriteLineAsync($"The load test could not start: {failure.Code}: {failure.Message}");
            return (int)ExitCode.ConnectionFailed;
        }
    }
}
