using System.Numerics;
using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Bson;

/// <summary>Numbers of any BSON type as Int64, where they are one.</summary>
internal static class NumberCast
{
    private const int Digits = 35; // one more than a decimal has: nothing is left of it

    /// <summary>The value without its fraction; null for NaN, infinities and what Int64 cannot hold.</summary>
    public static long? Truncate(BsonValue value)
    {
        switch (value.BsonType)
        {
            case BsonType.Int32 or BsonType.Int64:
                return value.ToInt64();
            case BsonType.Double:
                double number = Math.Truncate(value.AsDouble);
                return number is >= -9.2233720368547758E18 and < 9.2233720368547758E18 ? (long)number : null;
            case BsonType.Decimal128 when BsonNumber.Compare(value, long.MinValue) >= 0
                && BsonNumber.Compare(value, long.MaxValue) <= 0:
                (BigInteger coefficient, int exponent) = BsonNumber.Parts(value.AsDecimal128);
                return (long)(exponent >= 0 ? coefficient * BigInteger.Pow(10, exponent) : coefficient / BigInteger.Pow(10, Math.Min(-exponent, Digits)));
            default:
                return null;
        }
    }

    /// <summary>The value without its fraction, at the nearest end of Int64 where that cannot hold it; 0 for NaN.</summary>
    public static long Clamped(BsonValue value) => Truncate(value) ?? value switch
    {
        { IsDouble: true } when double.IsNaN(value.AsDouble) => 0,
        { IsDecimal128: true } when Decimal128.IsNaN(value.AsDecimal128) => 0,
        _ => BsonNumber.Compare(value, 0) > 0 ? long.MaxValue : long.MinValue,
    };

    /// <summary>The value where it is a whole number that Int64 holds, else null.</summary>
    public static long? Whole(BsonValue value) =>
        Truncate(value) is { } number && BsonNumber.Compare(value, number) == 0 ? number : null;
}
