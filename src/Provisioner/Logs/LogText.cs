namespace Scim.Provisioning.Logs;

/// <summary>A log entry as a line for people.</summary>
internal static class LogText
{
    public static string Of(LogEntry entry)
    {
        string what = entry.Kind is null ? "cycle" : $"{entry.Kind} {entry.Name ?? entry.SourceId}";
        string changes = entry.Changes is { Count: > 0 } list ? $" [{string.Join(", ", list)}]" : "";
        string reason = entry.Reason is null ? "" : $" {entry.Reason}";
        string status = entry.Error?.HttpStatus is { } code ? $" HTTP {code}" : "";
        string error = entry.Error is null ? "" : $" {entry.Error.Code}{status}: {entry.Error.Message}";
        string recovered = entry.Recovered ? " (found after an interruption)" : "";
        return $"{entry.Time:u} #{entry.Cycle} {entry.Action} {entry.Status} {what}{changes}{recovered}{reason}{error}";
    }
}
