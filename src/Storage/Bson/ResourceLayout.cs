using Google.Protobuf;
using Scim.Protocol.Schema;
using Scim.Protos.Schema.V1;

namespace Scim.Storage.Bson;

/// <summary>How resources of one type are stored: the table of the body, and the attributes that have a part of their own.</summary>
/// <typeparam name="T">The message that a resource is.</typeparam>
internal sealed class ResourceLayout<T>
    where T : class, IMessage<T>, new()
{
    public ResourceLayout(ScimResourceType type, params ScimAttribute[] elsewhere)
    {
        Type = type;
        Body = BsonAttributeTable.Of(type, elsewhere);
        Created = type.Meta.SubAttributes.Find("created")!;
        LastModified = type.Meta.SubAttributes.Find("lastModified")!;
        Version = type.Meta.SubAttributes.Find("version")!;
        Unique = type.Attributes.FirstOrDefault(attribute => attribute != type.Id && attribute.Uniqueness == Uniqueness.Server);
    }

    public ScimResourceType Type { get; }

    /// <summary>The attributes that are stored in the body.</summary>
    public BsonAttributeTable Body { get; }

    public ScimAttribute Created { get; }

    public ScimAttribute LastModified { get; }

    public ScimAttribute Version { get; }

    /// <summary>The attribute whose folded value is unique in a tenant; null where the type has none.</summary>
    public ScimAttribute? Unique { get; }
}
