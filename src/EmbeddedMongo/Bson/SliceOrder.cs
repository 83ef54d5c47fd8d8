using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Bson;

/// <summary>BSON's order over bytes: the frequent types are compared in place, the others as trees.</summary>
internal static class SliceOrder
{
    public static int Compare(BsonSlice left, BsonSlice right)
    {
        BsonTypeClass type = left.Type.Class();
        int order = type.CompareTo(right.Type.Class());
        return order != 0 ? order : Compare(type, left, right);
    }

    /// <summary>Compares two values that are known to be of one class.</summary>
    public static int Compare(BsonTypeClass type, BsonSlice left, BsonSlice right) => type switch
    {
        BsonTypeClass.Number => Numbers(left, right),
        BsonTypeClass.String => left.AsUtf8.SequenceCompareTo(right.AsUtf8),
        BsonTypeClass.ObjectId => left.Bytes.SequenceCompareTo(right.Bytes),
        BsonTypeClass.Boolean => left.Bytes[0].CompareTo(right.Bytes[0]),
        BsonTypeClass.DateTime => left.AsInt64.CompareTo(right.AsInt64),
        BsonTypeClass.MinKey or BsonTypeClass.MaxKey or BsonTypeClass.Null or BsonTypeClass.Undefined => 0,
        _ => left.Bytes.SequenceEqual(right.Bytes) ? 0 : BsonOrder.Compare(left.ToBsonValue(), right.ToBsonValue()),
    };

    private static int Numbers(BsonSlice left, BsonSlice right) => (left.Type, right.Type) switch
    {
        (BsonType.Int32, BsonType.Int32) => left.AsInt32.CompareTo(right.AsInt32),
        (BsonType.Int64, BsonType.Int64) => left.AsInt64.CompareTo(right.AsInt64),
        (BsonType.Int32, BsonType.Int64) => ((long)left.AsInt32).CompareTo(right.AsInt64),
        (BsonType.Int64, BsonType.Int32) => left.AsInt64.CompareTo(right.AsInt32),
        (BsonType.Double, BsonType.Double) => BsonNumber.Compare(left.AsDouble, right.AsDouble),
        (BsonType.Int32, BsonType.Double) => BsonNumber.Compare((double)left.AsInt32, right.AsDouble),
        (BsonType.Double, BsonType.Int32) => BsonNumber.Compare(left.AsDouble, right.AsInt32),
        _ => BsonNumber.Compare(left.ToBsonValue(), right.ToBsonValue()),
    };
}
