using Scim.Provisioning.Commands;
using Scim.Provisioning.Logs;
using Scim.Provisioning.States;

namespace Scim.Provisioning.Cycles;

/// <summary>Makes reports of cycles.</summary>
internal static class CycleReports
{
    public static CycleReport Of(CycleContext context, JobState job, bool isInitial, TimeSpan duration)
    {
        int failures = context.Counts.Failures + context.Counts.ReferenceFailures;
        return new CycleReport
        {
            Cycle = job.Cycle,
            IsInitial = isInitial,
            Counts = context.Counts.Entries,
            Failures = failures,
            Requests = context.Endpoint.Counters.Requests,
            Retries = context.Endpoint.Counters.Retries,
            Throttled = context.Endpoint.Counters.Throttled,
            Duration = duration,
            Quarantine = Text(job.Quarantine),
            NextRun = job.Quarantine?.NextRun,
            ExitCode = job.Quarantine is not null ? ExitCode.Quarantined : failures > 0 ? ExitCode.ObjectsFailed : ExitCode.Success,
        };
    }

    public static CycleReport NotRun(JobState job, ExitCode exitCode) => new()
    {
        Cycle = job.Cycle,
        IsInitial = !job.InitialDone,
        Ran = false,
        Quarantine = Text(job.Quarantine),
        NextRun = job.Quarantine?.NextRun,
        ExitCode = exitCode,
    };

    /// <summary>The log's line about a quarantine.</summary>
    public static LogEntry Entry(JobState job, Quarantine quarantine, DateTimeOffset now) => new()
    {
        Time = now,
        Cycle = job.Cycle,
        Action = ChangeAction.Other,
        Status = LogStatus.Failure,
        Reason = $"Quarantine; the next cycle runs at {quarantine.NextRun:u}.",
        Error = new LogError(quarantine.Reason.ToString(), quarantine.Message, null),
    };

    private static string? Text(Quarantine? quarantine) =>
        quarantine is null ? null : $"{quarantine.Reason}: {quarantine.Message}";
}
