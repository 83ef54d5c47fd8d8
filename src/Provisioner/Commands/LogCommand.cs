using System.CommandLine;
using System.Text.Json;
using Scim.Provisioning.Logs;

namespace Scim.Provisioning.Commands;

/// <summary><c>log</c></summary>
internal static class LogCommand
{
    public static Command Create(TextWriter output)
    {
        var failed = new Option<bool>("--failed") { Description = "Failures only." };
        var user = new Option<string?>("--user") { Description = "One object, by name, source id or target id.", HelpName = "name" };
        var cycle = new Option<int?>("--cycle") { Description = "One cycle.", HelpName = "number" };
        var last = new Option<int?>("--last") { Description = "The last entries only.", HelpName = "number" };
        var json = new Option<bool>("--json") { Description = "JSON lines instead of text." };
        last.Validators.Add(result => Bounds.AtLeast(result, 1));
        var command = new Command("log", """
            Read the provisioning log.

            Examples:
              provisioner log --failed
              provisioner log --user anna.mueller@contoso.example
            """)
        {
            failed, user, cycle, last, json,
        };
        var state = new StateArgument(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            string? name = result.GetValue(user);
            int? number = result.GetValue(cycle);
            IEnumerable<LogEntry> entries = ProvisioningLog.Read(state.ReadExisting(result))
                .Where(entry => !result.GetValue(failed) || entry.Status == LogStatus.Failure)
                .Where(entry => name is null || IsAbout(entry, name))
                .Where(entry => number is null || entry.Cycle == number);
            if (result.GetValue(last) is { } count) entries = entries.TakeLast(count);
            foreach (LogEntry entry in entries)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await output.WriteLineAsync(result.GetValue(json) ? JsonSerializer.Serialize(entry, LogJson.Line) : LogText.Of(entry));
            }

            return (int)ExitCode.Success;
        });
        return command;
    }

    private static bool IsAbout(LogEntry entry, string name) =>
        string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase) || entry.SourceId == name || entry.TargetId == name;
}
