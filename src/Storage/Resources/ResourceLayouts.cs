using System.Runtime.CompilerServices;
using Google.Protobuf;
using Scim.Protocol.Schema;
using Scim.Storage.Bson;

namespace Scim.Storage.Resources;

/// <summary>The layouts of one message's types: the type of the .proto, and that with a tenant's custom extensions.</summary>
internal sealed class ResourceLayouts<T>(ScimResourceType type, params string[] elsewhere)
    where T : class, IMessage<T>, new()
{
    private readonly ConditionalWeakTable<ScimResourceType, ResourceLayout<T>> _layouts = [];

    /// <summary>The layout of the store's own type.</summary>
    public ResourceLayout<T> Own { get; } = Make(type, elsewhere);

    /// <summary>The layout of the type of a call.</summary>
    public ResourceLayout<T> Of(StoreCall call) =>
        call.Type is null || call.Type == Own.Type ? Own : _layouts.GetValue(call.Type, type => Make(type, elsewhere));

    private static ResourceLayout<T> Make(ScimResourceType type, string[] elsewhere) =>
        new(type, [.. elsewhere.Select(name => type.Attributes.Find(name)!)]);
}
