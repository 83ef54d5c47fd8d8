using Scim.Provisioning.Logs;

namespace Scim.Provisioning.States;

/// <summary>
/// A request that is about to be sent, written down before it is. After a kill the next run finds it and knows what may
/// have been done.
/// </summary>
internal sealed record Intent
{
    /// <summary>The request's id, the same in the provisioning log.</summary>
    public required string Id { get; init; }

    public required ObjectKind Kind { get; init; }

    /// <summary>The object's id in the source.</summary>
    public required string Key { get; init; }

    public required ChangeAction Action { get; init; }

    /// <summary>Whether references (manager, members) are written: their outcome is kept apart.</summary>
    public bool IsReference { get; init; }

    /// <summary>The lookup that finds what a creation made, for the case that its answer was lost.</summary>
    public string? Lookup { get; init; }

    /// <summary>The attributes that change, for the log.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>The object's state after success; null removes it. A creation's target id is added then.</summary>
    public ObjectState? After { get; init; }

    /// <summary>The members (source ids) that the request adds.</summary>
    public IReadOnlyList<string> Added { get; init; } = [];

    /// <summary>The members (source ids) that the request removes.</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    public ObjectKey Object => new(Kind, Key);
}
