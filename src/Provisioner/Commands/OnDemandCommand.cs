using System.CommandLine;
using Scim.Provisioning.Cycles;
using Scim.Provisioning.Directories;

namespace Scim.Provisioning.Commands;

/// <summary><c>provision-on-demand</c></summary>
internal static class OnDemandCommand
{
    public static Command Create(TextWriter output, TimeProvider clock)
    {
        var user = new Option<string>("--user") { Description = "The user principal name, or the id.", HelpName = "upn", Required = true };
        var command = new Command("provision-on-demand", """
            Provision one user now and show each step: import, scope, match, act. As in Entra, PATCH requests have the
            legacy form whatever the flag says.

            Example:
              provisioner provision-on-demand --user anna.mueller@contoso.example --directory directory.json
            """)
        {
            user,
        };
        var directory = new DirectoryArgument(command);
        var job = new JobArguments(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var provisioner = new Provisioner(job.Read(result), clock);
            SourceDirectory source = await DirectoryFile.ReadAsync(directory.Read(result), cancellationToken);
            OnDemandReport report = await provisioner.ProvisionOnDemandAsync(source, result.GetValue(user)!, cancellationToken);
            int number = 0;
            foreach (ProvisioningStep step in report.Steps)
                await output.WriteLineAsync($"{++number}. {step.Name}\n   {step.Text.Replace("\n", "\n   ", StringComparison.Ordinal)}");
            await output.WriteLineAsync(report.Succeeded ? "Succeeded." : "Failed.");
            return (int)(report.Succeeded ? ExitCode.Success : ExitCode.ObjectsFailed);
        });
        return command;
    }
}
