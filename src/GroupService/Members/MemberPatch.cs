using Scim.Protos.Common.V1;

namespace Scim.Groups.Members;

/// <summary>A PATCH taken apart: members are edges, the rest is the group's document, and neither touches the other.</summary>
/// <param name="Members">What happens to the members.</param>
/// <param name="Attributes">The operations on all other attributes, in their order.</param>
internal sealed record MemberPatch(MemberDelta Members, IReadOnlyList<PatchOperation> Attributes);
