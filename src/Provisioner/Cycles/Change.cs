using System.Text.Json.Nodes;
using Scim.Provisioning.Logs;
using Scim.Provisioning.States;

namespace Scim.Provisioning.Cycles;

/// <summary>A change of the target that is about to be made.</summary>
internal sealed record Change
{
    public required ObjectKey Key { get; init; }

    public required string? Name { get; init; }

    public required ChangeAction Action { get; init; }

    public required HttpMethod Method { get; init; }

    public required string Path { get; init; }

    public JsonObject? Body { get; init; }

    /// <summary>The target's id; null before a creation.</summary>
    public string? TargetId { get; init; }

    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>The state after success; null where the object is gone then.</summary>
    public ObjectState? After { get; init; }

    public bool IsReference { get; init; }

    public string? Lookup { get; init; }

    public IReadOnlyList<string> Added { get; init; } = [];

    public IReadOnlyList<string> Removed { get; init; } = [];
}
