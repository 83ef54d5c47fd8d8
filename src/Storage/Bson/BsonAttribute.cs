using System.Text;
using MongoDB.Bson;
using Scim.Protocol.Schema;
using Scim.Protocol.Schema.Accessors;

namespace Scim.Storage.Bson;

/// <summary>One attribute as it is stored: where, and under which BSON type.</summary>
internal sealed class BsonAttribute
{
    public BsonAttribute(ScimAttribute attribute, string parentPath, int index)
    {
        Attribute = attribute;
        Index = index;
        Name = StoredName.Escape(attribute.StorageName);
        NameUtf8 = Encoding.UTF8.GetBytes(Name);
        Path = $"{parentPath}.{Name}";
        PathUtf8 = Encoding.UTF8.GetBytes(Path);
        Children = new BsonAttributeTable(attribute.SubAttributes, Path);
        BsonType = attribute.Type switch
        {
            AttributeType.Boolean => BsonType.Boolean,
            AttributeType.Decimal => BsonType.Double,
            AttributeType.Integer => BsonType.Int64,
            AttributeType.DateTime => BsonType.DateTime,
            AttributeType.Binary => BsonType.Binary,
            AttributeType.Complex => BsonType.Document,
            _ => BsonType.String,
        };
    }

    public ScimAttribute Attribute { get; }

    /// <summary>Its place among the items of its table.</summary>
    public int Index { get; }

    public AttributeAccessor Accessor => Attribute.Accessor;

    /// <summary>The element's name.</summary>
    public string Name { get; }

    public byte[] NameUtf8 { get; }

    /// <summary>The dotted path from the document down, for example <c>body.name.given_name</c>.</summary>
    public string Path { get; }

    public byte[] PathUtf8 { get; }

    /// <summary>The type of one value.</summary>
    public BsonType BsonType { get; }

    /// <summary>The stored sub-attributes.</summary>
    public BsonAttributeTable Children { get; }

    public bool IsComplex => Attribute.Type == AttributeType.Complex;

    /// <inheritdoc/>
    public override string ToString() => Path;
}
