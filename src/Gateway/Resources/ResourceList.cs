using Google.Protobuf;
using Scim.Protos.Common.V1;

namespace Scim.Gateway.Resources;

/// <summary>A page of resources: messages, or JSON where the call asks for it and the service can give it.</summary>
/// <param name="Resources">The resources; empty where they are JSON.</param>
/// <param name="Page">Where the page is in the list.</param>
internal sealed record ResourceList(IReadOnlyList<IMessage> Resources, ListPage Page)
{
    /// <summary>The resources as JSON, each with a resource that has what is to be added to it, null for nothing.</summary>
    public IReadOnlyList<(JsonResource Resource, IMessage? More)> Json { get; init; } = [];
}
