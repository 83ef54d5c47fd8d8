using CsCheck;
using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Tests.Bson;

/// <summary>Random BSON values: few distinct ones, so that equal and nearly equal values meet.</summary>
internal static class BsonGen
{
    private static readonly BsonValue[] Numbers =
    [
        0, 1, -1, 2, 7, 0L, 1L, 1.0, 0.1, -0.0, 1.5, -1.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
        double.Epsilon, double.MaxValue, 9007199254740992.0, 9007199254740993L, 9007199254740994L, long.MaxValue, long.MinValue,
        long.MaxValue - 1, 9.2233720368547758E18, -9007199254740993L, Decimal("0.1"), Decimal("1"), Decimal("1.0"), Decimal("-1.50"),
        Decimal("NaN"), Decimal("Infinity"), Decimal("-Infinity"), Decimal("-0"), Decimal("9007199254740993"),
        Decimal("9007199254740992.5"), Decimal("1E+6000"), Decimal("2E+6000"), Decimal("1E-6000"), Decimal("-1E-6000"),
        Decimal("0.1000000000000000055511151231257827"), int.MaxValue, int.MinValue,
    ];

    private static readonly BsonValue[] Others =
    [
        BsonNull.Value, BsonNull.Value, BsonMinKey.Value, BsonMaxKey.Value, true, false, "", "a", "ab", "b", "a\0", "a\0b", "B", "é", "😀", "\uFFFD",
        (BsonSymbol)"a", new BsonDateTime(0), new BsonDateTime(-1), new BsonDateTime(1_700_000_000_000), new BsonTimestamp(1, 1),
        new BsonTimestamp(-1L), new BsonObjectId(ObjectId.Parse("000000000000000000000001")),
        new BsonObjectId(ObjectId.Parse("ff0000000000000000000002")), new BsonBinaryData([1, 2]), new BsonBinaryData([3]),
        new BsonBinaryData([1, 2], BsonBinarySubType.MD5), new BsonRegularExpression("a", "i"), new BsonRegularExpression("a"),
        new BsonJavaScript("f"), new BsonJavaScriptWithScope("f", new BsonDocument("x", 1)),
    ];

    public static Gen<BsonValue> Scalar { get; } = Gen.Frequency((3, OneOfConst(Numbers)), (4, OneOfConst(Others)));

    public static Gen<BsonValue> Value { get; } = Nested(2);

    public static Gen<BsonValue> Nested(int depth) => depth == 0
        ? Scalar
        : Gen.Frequency(
            (5, Scalar),
            (1, Nested(depth - 1).Array[0, 3].Select(items => (BsonValue)new BsonArray(items))),
            (1, Document(depth - 1).Select(document => (BsonValue)document)));

    /// <summary>Documents of up to three of the fields a, b and c.</summary>
    public static Gen<BsonDocument> Document(int depth) =>
        Gen.Select(OneOfConst("a", "b", "c", "0"), Nested(depth)).Array[0, 3].Select(fields =>
            new BsonDocument(fields.DistinctBy(field => field.Item1).Select(field => new BsonElement(field.Item1, field.Item2))));

    private static Gen<T> OneOfConst<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static BsonDecimal128 Decimal(string text) => new(Decimal128.Parse(text));
}
