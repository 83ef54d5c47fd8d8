using System.Text.Json.Serialization;

namespace Scim.Provisioning.States;

/// <summary>One line of the state file: exactly one of its parts is set.</summary>
internal sealed record StateLine
{
    /// <summary>The job; the first line of a file has it.</summary>
    public JobState? Job { get; init; }

    /// <summary>The object that <see cref="State"/>, <see cref="Members"/> or a removal belongs to.</summary>
    public ObjectKind? Kind { get; init; }

    public string? Key { get; init; }

    public ObjectState? State { get; init; }

    /// <summary>Members that a group has at the target, by source id.</summary>
    public IReadOnlyList<string>? Members { get; init; }

    /// <summary>The object is not known any more.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Gone { get; init; }

    /// <summary>A request that is about to be sent.</summary>
    public Intent? Intent { get; init; }

    /// <summary>The intent of this id succeeded.</summary>
    public string? Done { get; init; }

    /// <summary>The id that the target gave in that success.</summary>
    public string? TargetId { get; init; }

    /// <summary>The intent of this id came to nothing.</summary>
    public string? Undone { get; init; }

    /// <summary>Every object and intent before this line is forgotten.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Cleared { get; init; }
}
