using Scim.Provisioning.States;

namespace Scim.Provisioning.Logs;

/// <summary>The provisioning log: JSON lines, one for each change, failure and warning, in the state's folder.</summary>
internal sealed class ProvisioningLog : IDisposable
{
    private const string FileName = "provisioning.log.jsonl";

    // More than the requests that can be under way when a process is killed leave behind.
    private const long Tail = 16 * 1024 * 1024;

    private readonly LineFile<LogEntry>? _file;

    private ProvisioningLog(LineFile<LogEntry>? file) => _file = file;

    public static ProvisioningLog Open(string folder) =>
        new(new LineFile<LogEntry>(Path.Combine(folder, FileName), LogJson.Line));

    /// <summary>A log that keeps nothing: for dry runs.</summary>
    public static ProvisioningLog None() => new(null);

    public void Append(LogEntry entry) => _file?.Append(entry);

    /// <summary>The entries of requests that ended near the end of the log, by request id.</summary>
    public Dictionary<string, LogEntry> Recent()
    {
        var recent = new Dictionary<string, LogEntry>(StringComparer.Ordinal);
        if (_file is null) return recent;
        foreach (LogEntry entry in LineFile<LogEntry>.Read(_file.Path, LogJson.Line, Math.Max(0, _file.Length - Tail)))
        {
            if (entry.RequestId is not null) recent[entry.RequestId] = entry;
        }

        return recent;
    }

    /// <summary>Every entry from the first on.</summary>
    public static IEnumerable<LogEntry> Read(string folder) =>
        LineFile<LogEntry>.Read(Path.Combine(folder, FileName), LogJson.Line);

    public void Dispose() => _file?.Dispose();
}
