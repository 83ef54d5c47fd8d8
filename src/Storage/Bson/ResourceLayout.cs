using System.Collections.Concurrent;
using Google.Protobuf;
using Scim.Protocol.Schema;
using Scim.Protos.Schema.V1;
using Scim.Storage.Resources;

namespace Scim.Storage.Bson;

/// <summary>How resources of one type are stored: the table of the body, and the attributes that have a part of their own.</summary>
/// <typeparam name="T">The message that a resource is.</typeparam>
internal sealed class ResourceLayout<T>
    where T : class, IMessage<T>, new()
{
    private const int MostMasks = 1_000;

    private readonly ConcurrentDictionary<string, ReadMask<T>> _masks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BsonAttribute> _byStoragePath = new(StringComparer.Ordinal);
    private readonly Dictionary<ScimAttribute, BsonAttribute> _byAttribute = [];

    public ResourceLayout(ScimResourceType type, params ScimAttribute[] elsewhere)
    {
        Type = type;
        Body = BsonAttributeTable.Of(type, elsewhere);
        Created = type.Meta.SubAttributes.Find("created")!;
        LastModified = type.Meta.SubAttributes.Find("lastModified")!;
        Version = type.Meta.SubAttributes.Find("version")!;
        Unique = type.Attributes.FirstOrDefault(attribute => attribute != type.Id && attribute.Uniqueness == Uniqueness.Server);
        Register(Body);
    }

    public ScimResourceType Type { get; }

    /// <summary>The attributes that are stored in the body.</summary>
    public BsonAttributeTable Body { get; }

    public ScimAttribute Created { get; }

    public ScimAttribute LastModified { get; }

    public ScimAttribute Version { get; }

    /// <summary>The attribute whose folded value is unique in a tenant; null where the type has none.</summary>
    public ScimAttribute? Unique { get; }

    /// <summary>The stored attribute of a dotted storage path; null where the body has none.</summary>
    public BsonAttribute? FindStored(string storagePath) => _byStoragePath.GetValueOrDefault(storagePath);

    /// <summary>The stored attribute of a schema's attribute; null where the body has none.</summary>
    public BsonAttribute? FindStored(ScimAttribute attribute) => _byAttribute.GetValueOrDefault(attribute);

    /// <summary>A mask that was made before, or a new one.</summary>
    public ReadMask<T> Mask(string name, IEnumerable<string> paths, Func<IEnumerable<string>, ReadMask<T>> make)
    {
        if (_masks.TryGetValue(name, out ReadMask<T>? mask)) return mask;
        mask = make(paths);
        if (_masks.Count < MostMasks) _masks.TryAdd(name, mask);
        return mask;
    }

    private void Register(BsonAttributeTable table)
    {
        foreach (BsonAttribute attribute in table.Items)
        {
            _byStoragePath[attribute.Attribute.StoragePath] = attribute;
            _byAttribute[attribute.Attribute] = attribute;
            Register(attribute.Children);
        }
    }
}
