using Scim.Storage.Resources;

namespace Scim.Groups.Members;

/// <summary>A change of one group's members.</summary>
/// <param name="Call">On whose behalf.</param>
/// <param name="GroupId">The group.</param>
/// <param name="Added">Who is a member afterwards.</param>
/// <param name="Removed">Who is none afterwards.</param>
internal sealed record EdgeChange(StoreCall Call, string GroupId, IReadOnlyList<MemberEdge> Added, IReadOnlyList<string> Removed)
{
    /// <summary>The job that the change is a part of; null for none, and then no job may be under way.</summary>
    public string? Job { get; init; }

    /// <summary>Whether the change takes away a deleted member, which is right at any time, also from a group that is gone.</summary>
    public bool IsCleaning { get; init; }
}
