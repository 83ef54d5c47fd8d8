using System.CommandLine;

namespace Scim.Provisioning.Commands;

/// <summary><c>restart</c></summary>
internal static class RestartCommand
{
    public static Command Create(TextWriter output)
    {
        var only = new Option<RestartScope>("--only")
        {
            Description = "quarantine: lift the quarantine. escrows: try failed objects in the next cycle. all: forget everything.",
        };
        var command = new Command("restart", """
            Clear state and quarantine, as Entra's Restart provisioning: the next cycle is an initial one. The log stays.

            Example:
              provisioner restart --state provisioning
            """)
        {
            only,
        };
        var state = new StateArgument(command);
        command.SetAction(async (result, _) =>
        {
            RestartScope what = result.GetValue(only);
            Provisioner.Restart(state.ReadExisting(result), what);
            await output.WriteLineAsync(what switch
            {
                RestartScope.Quarantine => "The quarantine is lifted.",
                RestartScope.Escrows => "Failed objects are tried in the next cycle.",
                _ => "State and quarantine are cleared. The next cycle is an initial one.",
            });
            return (int)ExitCode.Success;
        });
        return command;
    }
}
