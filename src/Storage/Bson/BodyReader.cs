using Google.Protobuf;
using MongoDB.Bson;
using Scim.Protocol.Schema;

namespace Scim.Storage.Bson;

/// <summary>
/// Reads a stored body into a message, or a custom extension's values, by the table in one pass. Elements that the
/// table does not know belong to a newer service and are passed over; values of another type than the attribute's too.
/// </summary>
internal static class BodyReader
{
    /// <summary>Reads every element of a document; false where it held no value that the table knows.</summary>
    public static bool Read(ReadOnlySpan<byte> document, BsonAttributeTable table, object owner)
    {
        bool any = false;
        var reader = new BsonElementReader(document);
        while (reader.Read())
        {
            if (table.Find(reader.Name) is not { } attribute) continue;
            any |= attribute.Attribute.MultiValued ? ReadArray(reader, attribute, owner) : ReadSingle(reader, attribute, owner);
        }

        return any;
    }

    /// <summary>One simple value, boxed; null where the type is not the attribute's.</summary>
    public static object? ReadSimple(BsonElementReader reader, AttributeType type) => !reader.Is(type) ? null : type switch
    {
        AttributeType.Boolean => reader.GetBoolean(),
        AttributeType.Integer => reader.GetInt64(),
        AttributeType.Decimal => reader.GetDouble(),
        AttributeType.DateTime => reader.GetDateTime(),
        AttributeType.Binary => ByteString.CopyFrom(reader.GetBinary()),
        _ => reader.GetString(),
    };

    private static bool ReadSingle(BsonElementReader reader, BsonAttribute attribute, object owner)
    {
        switch (attribute.Attribute.Type)
        {
            case AttributeType.String or AttributeType.Reference when reader.Type == BsonType.String:
                attribute.Accessor.SetString(owner, reader.GetString());
                return true;
            case AttributeType.Boolean when reader.Type == BsonType.Boolean:
                attribute.Accessor.SetBoolean(owner, reader.GetBoolean());
                return true;
            case AttributeType.Complex when reader.Type == BsonType.Document:
                return ReadComplex(reader, attribute, owner);
            default:
                object? value = ReadSimple(reader, attribute.Attribute.Type);
                if (value is not null) attribute.Accessor.SetValue(owner, value);
                return value is not null;
        }
    }

    private static bool ReadComplex(BsonElementReader reader, BsonAttribute attribute, object owner)
    {
        object complex = attribute.Accessor.CreateComplex();
        bool any = Read(reader.Value, attribute.Children, complex);
        if (any) attribute.Accessor.SetValue(owner, complex);
        return any;
    }

    // Every element becomes a value, also one without a known sub-attribute: positions in the array are positions in
    // the message, and an update names them.
    private static bool ReadArray(BsonElementReader reader, BsonAttribute attribute, object owner)
    {
        if (reader.Type != BsonType.Array) return false;

        bool any = false;
        var elements = new BsonElementReader(reader.Value);
        while (elements.Read())
        {
            object? value;
            if (attribute.IsComplex)
            {
                value = attribute.Accessor.CreateComplex();
                if (elements.Type == BsonType.Document) Read(elements.Value, attribute.Children, value);
            }
            else
            {
                value = ReadSimple(elements, attribute.Attribute.Type);
            }

            if (value is null) continue;
            attribute.Accessor.Add(owner, value);
            any = true;
        }

        return any;
    }
}
