using Scim.Provisioning.Commands;

namespace Scim.Provisioning.Cycles;

/// <summary>What a cycle did.</summary>
public sealed record CycleReport
{
    /// <summary>The number of the cycle, from 1.</summary>
    public required int Cycle { get; init; }

    /// <summary>Whether every object was compared with the target; otherwise only what changed was looked at.</summary>
    public required bool IsInitial { get; init; }

    /// <summary>False where the quarantine did not let the cycle run.</summary>
    public bool Ran { get; init; } = true;

    /// <summary>What was done, by kind, action and status.</summary>
    public IReadOnlyList<CycleCount> Counts { get; init; } = [];

    /// <summary>The objects and references that failed.</summary>
    public int Failures { get; init; }

    /// <summary>Requests sent, retries included.</summary>
    public long Requests { get; init; }

    /// <summary>Requests sent again.</summary>
    public long Retries { get; init; }

    /// <summary>Answers 429.</summary>
    public long Throttled { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Why the job is in quarantine, or null.</summary>
    public string? Quarantine { get; init; }

    /// <summary>When a job in quarantine runs again; null without quarantine.</summary>
    public DateTimeOffset? NextRun { get; init; }

    internal ExitCode ExitCode { get; init; }

    /// <summary>How many objects of a kind ended so; a null stands for all.</summary>
    public int Total(string? kind = null, string? action = null, string? status = null) => Counts
        .Where(count => (kind is null || count.Kind == kind) && (action is null || count.Action == action) && (status is null || count.Status == status))
        .Sum(count => count.Count);
}
