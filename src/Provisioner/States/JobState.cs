namespace Scim.Provisioning.States;

/// <summary>The job as a whole.</summary>
internal sealed record JobState
{
    /// <summary>The target; a state of another target is refused.</summary>
    public string? TenantUrl { get; init; }

    /// <summary>A digest of mapping and scope; another one means a full cycle.</summary>
    public string? Configuration { get; init; }

    /// <summary>Counts full cycles that were begun.</summary>
    public int Generation { get; init; }

    /// <summary>Whether the full cycle of <see cref="Generation"/> came to its end: the next ones are incremental.</summary>
    public bool InitialDone { get; init; }

    /// <summary>Counts cycles that were begun.</summary>
    public int Cycle { get; init; }

    /// <summary>Whether that cycle was begun and did not come to its end.</summary>
    public bool InCycle { get; init; }

    public DateTimeOffset? LastStart { get; init; }

    public DateTimeOffset? LastEnd { get; init; }

    /// <summary>The end of the last cycle without quarantine.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    public Quarantine? Quarantine { get; init; }
}
