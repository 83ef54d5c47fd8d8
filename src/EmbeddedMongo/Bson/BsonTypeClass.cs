using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Bson;

/// <summary>The classes that BSON's total order sorts values into; comparisons stay within one class.</summary>
internal enum BsonTypeClass
{
    MinKey,
    Undefined,
    Null,
    Number,
    String,
    Document,
    Array,
    Binary,
    ObjectId,
    Boolean,
    DateTime,
    Timestamp,
    RegularExpression,
    JavaScript,
    JavaScriptWithScope,
    MaxKey,
}

/// <summary>From a BSON type to its class.</summary>
internal static class BsonTypeClassExtensions
{
    public static BsonTypeClass Class(this BsonType type) => type switch
    {
        BsonType.MinKey => BsonTypeClass.MinKey,
        BsonType.EndOfDocument or BsonType.Undefined => BsonTypeClass.Undefined,
        BsonType.Null => BsonTypeClass.Null,
        BsonType.Int32 or BsonType.Int64 or BsonType.Double or BsonType.Decimal128 => BsonTypeClass.Number,
        BsonType.String or BsonType.Symbol => BsonTypeClass.String,
        BsonType.Document => BsonTypeClass.Document,
        BsonType.Array => BsonTypeClass.Array,
        BsonType.Binary => BsonTypeClass.Binary,
        BsonType.ObjectId => BsonTypeClass.ObjectId,
        BsonType.Boolean => BsonTypeClass.Boolean,
        BsonType.DateTime => BsonTypeClass.DateTime,
        BsonType.Timestamp => BsonTypeClass.Timestamp,
        BsonType.RegularExpression => BsonTypeClass.RegularExpression,
        BsonType.JavaScript => BsonTypeClass.JavaScript,
        BsonType.JavaScriptWithScope => BsonTypeClass.JavaScriptWithScope,
        _ => BsonTypeClass.MaxKey,
    };
}
