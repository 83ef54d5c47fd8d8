using System.Text;
using Scim.Provisioning.Commands;
using Scim.Provisioning.Cycles;

namespace Scim.Provisioning.Progress;

/// <summary>A cycle's report for people.</summary>
internal static class CycleSummary
{
    public static string Of(CycleReport report)
    {
        var text = new StringBuilder();
        if (!report.Ran)
        {
            text.AppendLine($"The job is in quarantine and did not run. {report.Quarantine}");
            text.AppendLine(report.ExitCode == ExitCode.Disabled
                ? "After four weeks it is disabled: put the cause right and run 'restart'."
                : $"The next cycle is due at {report.NextRun:u}; --force runs it now.");
            return text.ToString();
        }

        double seconds = Math.Max(report.Duration.TotalSeconds, 0.001);
        text.AppendLine($"Cycle {report.Cycle} ({(report.IsInitial ? "initial" : "incremental")}): {DurationText.Format(report.Duration)}, "
            + $"{report.Requests} requests ({report.Requests / seconds:0}/s), {report.Retries} retries, {report.Throttled} throttled");
        foreach (IGrouping<string, CycleCount> kind in report.Counts.GroupBy(count => count.Kind))
        {
            text.AppendLine($"  {kind.Key,-6} " + string.Join(", ", kind.Select(count => $"{Words(count)} {count.Count}")));
        }

        if (report.Counts.Count == 0) text.AppendLine("  Nothing changed.");
        if (report.Failures > 0) text.AppendLine($"  {report.Failures} failed; 'provisioner log --failed' says why, and later cycles try again.");
        if (report.Quarantine is not null) text.AppendLine($"  QUARANTINE: {report.Quarantine}\n  The next cycle is due at {report.NextRun:u}.");
        return text.ToString();
    }

    private static string Words(CycleCount count) => (count.Action, count.Status) switch
    {
        ("Create", "Success") => "created",
        ("Update", "Success") => "updated",
        ("Disable", "Success") => "disabled",
        ("Delete", "Success") => "deleted",
        ("StagedDelete", _) => "withheld",
        (_, "Skipped") => "unchanged or skipped",
        (_, "Warning") => "warnings",
        (var action, "Failure") => $"{action.ToLowerInvariant()} failed",
        (var action, var status) => $"{action} {status}",
    };
}
