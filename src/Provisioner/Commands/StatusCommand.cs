using System.CommandLine;
using Scim.Provisioning.States;

namespace Scim.Provisioning.Commands;

/// <summary><c>status</c></summary>
internal static class StatusCommand
{
    public static Command Create(TextWriter output, TimeProvider clock)
    {
        var command = new Command("status", """
            Show where the job is; the exit code says whether it is in quarantine.

            Example:
              provisioner status --state provisioning
            """);
        var state = new StateArgument(command);
        command.SetAction(async (result, _) =>
        {
            using StateStore store = StateStore.Read(state.ReadExisting(result));
            (string text, ExitCode code) = StatusText.Of(store, clock.GetUtcNow());
            await output.WriteAsync(text);
            return (int)code;
        });
        return command;
    }
}
