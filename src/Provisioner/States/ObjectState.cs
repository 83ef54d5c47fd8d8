namespace Scim.Provisioning.States;

/// <summary>What is known of a source object at the target.</summary>
internal sealed record ObjectState
{
    /// <summary>The id that the target gave it; null where it was never created or found.</summary>
    public string? TargetId { get; init; }

    /// <summary>The digest of what was applied last; null before the first success.</summary>
    public string? Digest { get; init; }

    /// <summary>The full cycle that it was compared with the target in.</summary>
    public int Generation { get; init; }

    public ObjectStatus Status { get; init; }

    /// <summary>The target id of the manager that was sent last.</summary>
    public string? Manager { get; init; }

    /// <summary>The name at the source, for the log after the object is gone from there.</summary>
    public string? Name { get; init; }

    /// <summary>Set while the object fails.</summary>
    public Escrow? Escrow { get; init; }

    /// <summary>Set while its references (manager, members) fail.</summary>
    public Escrow? ReferenceEscrow { get; init; }
}
