using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Indexes;

/// <summary>First bytes of encoded values, in BSON's order of types; numbers have one for each kind of magnitude.</summary>
internal static class KeyTags
{
    public const byte NaN = 0x20;
    public const byte NegativeInfinity = 0x21;
    public const byte Negative = 0x22;
    public const byte Zero = 0x23;
    public const byte Positive = 0x24;
    public const byte PositiveInfinity = 0x25;

    /// <summary>The tag of a class; for numbers the lowest of theirs.</summary>
    public static byte Of(BsonTypeClass type) => type switch
    {
        BsonTypeClass.MinKey => 0x08,
        BsonTypeClass.Undefined => 0x10,
        BsonTypeClass.Null => 0x18,
        BsonTypeClass.Number => NaN,
        BsonTypeClass.String => 0x30,
        BsonTypeClass.Document => 0x38,
        BsonTypeClass.Array => 0x40,
        BsonTypeClass.Binary => 0x48,
        BsonTypeClass.ObjectId => 0x50,
        BsonTypeClass.Boolean => 0x58,
        BsonTypeClass.DateTime => 0x60,
        BsonTypeClass.Timestamp => 0x68,
        BsonTypeClass.RegularExpression => 0x70,
        BsonTypeClass.JavaScript => 0x78,
        BsonTypeClass.JavaScriptWithScope => 0x80,
        _ => 0xF0,
    };

    /// <summary>The highest tag of a class.</summary>
    public static byte Last(BsonTypeClass type) =>
        type == BsonTypeClass.Number ? PositiveInfinity : Of(type);
}
