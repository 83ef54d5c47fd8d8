using Scim.Protocol.Schema;
using Scim.Protos.Groups.V1;

namespace Scim.Gateway.Resources;

/// <summary>A backend whose resources have members that are streamed, because there may be a million of them.</summary>
internal interface IMemberSource
{
    /// <summary>The attribute that the members are.</summary>
    ScimAttribute Members { get; }

    /// <summary>The members of a resource, read while they are written.</summary>
    IAsyncEnumerable<IReadOnlyList<Member>> ReadMembersAsync(ResourceCall call, string id);
}
