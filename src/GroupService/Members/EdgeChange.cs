using Scim.Storage.Resources;

namespace Scim.Groups.Members;

/// <summary>A change of one group's members.</summary>
/// <param name="Call">On whose behalf.</param>
/// <param name="GroupId">The group.</param>
/// <param name="Added">Who is a member afterwards.</param>
/// <param name="Removed">Who is none afterwards.</param>
internal sealed record EdgeChange(StoreCall Call, string GroupId, IReadOnlyList<MemberEdge> Added, IReadOnlyList<string> Removed);
