using Scim.Provisioning.Requests;

namespace Scim.Provisioning.Load;

/// <summary>A load test.</summary>
internal sealed record LoadOptions
{
    /// <summary>Requests a second that are begun, whether earlier ones were answered or not.</summary>
    public required double Rate { get; init; }

    public required TimeSpan Duration { get; init; }

    public required LoadMix Mix { get; init; }

    /// <summary>Users that are created before the clock starts, for the reads and changes.</summary>
    public required int Users { get; init; }

    public required PatchDialect Dialect { get; init; }

    public required int Seed { get; init; }

    /// <summary>The most requests under way at a time; beyond it a request counts as not sent in time.</summary>
    public required int MaxInFlight { get; init; }

    /// <summary>Leaves what was created at the target.</summary>
    public bool Keep { get; init; }
}
