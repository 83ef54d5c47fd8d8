namespace Scim.Provisioning;

/// <summary>The failures in one cycle that put a job into quarantine; the defaults are Entra's.</summary>
public sealed record QuarantineLimits
{
    /// <summary>Fewer failures than these never do.</summary>
    public int Failures { get; init; } = 5_000;

    /// <summary>The share of the objects worked on that has to fail too, from 0 to 1.</summary>
    public double Share { get; init; } = 0.4;

    /// <summary>So many failures always do.</summary>
    public int AlwaysFailures { get; init; } = 40_000;

    /// <summary>So many failures, those of references included, always do.</summary>
    public int AlwaysWithReferences { get; init; } = 60_000;

    /// <summary>So many objects in a row without any answer mean that the target is down.</summary>
    public int Unanswered { get; init; } = 20;
}
