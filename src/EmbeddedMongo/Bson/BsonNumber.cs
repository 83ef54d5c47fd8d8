using System.Globalization;
using System.Numerics;
using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Bson;

/// <summary>Exact order of numbers across Int32, Int64, Double and Decimal128; NaN is below all others, -0 equals 0.</summary>
internal static class BsonNumber
{
    private const long ExactDouble = 1L << 53;
    private static readonly BigInteger Ten = 10;
    private static readonly BigInteger Largest = BigInteger.Pow(10, 34) - 1;

    public static int Compare(BsonValue left, BsonValue right)
    {
        if (left.BsonType == BsonType.Decimal128 || right.BsonType == BsonType.Decimal128)
        {
            return CompareDecimal(left, right);
        }

        if (left.BsonType == BsonType.Double)
        {
            return right.BsonType == BsonType.Double
                ? Compare(left.AsDouble, right.AsDouble)
                : -Compare(right.ToInt64(), left.AsDouble);
        }

        return right.BsonType == BsonType.Double
            ? Compare(left.ToInt64(), right.AsDouble)
            : left.ToInt64().CompareTo(right.ToInt64());
    }

    /// <summary>NaN first, as BSON orders it; <see cref="double.CompareTo(double)"/> does the same.</summary>
    public static int Compare(double left, double right) => left == right ? 0 : left.CompareTo(right);

    public static int Compare(long left, double right)
    {
        if (double.IsNaN(right)) return 1;
        if (left is <= ExactDouble and >= -ExactDouble) return Compare((double)left, right);
        if (right >= 9.2233720368547758E18) return -1;
        if (right < -9.2233720368547758E18) return 1;

        long whole = (long)right;
        return left != whole ? left.CompareTo(whole) : Compare(0d, right - whole);
    }

    /// <summary>The largest double that is not above a positive value, and whether it is the value itself.</summary>
    public static (double Floor, bool Exact) Floor(Decimal128 value)
    {
        double nearest = double.Parse(value.ToString()!, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsInfinity(nearest)) return (double.MaxValue, false);

        int order = CompareFinite(nearest, value);
        return order switch
        {
            0 => (nearest, true),
            > 0 => (Math.BitDecrement(nearest), false),
            _ => (nearest, false),
        };
    }

    /// <summary>The largest double that is not above a positive integer, and whether it is the integer itself.</summary>
    public static (double Floor, bool Exact) Floor(long value)
    {
        double nearest = value;
        int order = Compare(value, nearest);
        return order < 0 ? (Math.BitDecrement(nearest), false) : (nearest, order == 0);
    }

    /// <summary>Coefficient and power of ten of a finite decimal, the sign in the coefficient.</summary>
    public static (BigInteger Coefficient, int Exponent) Parts(Decimal128 value)
    {
        // 113 bits of coefficient: the high word keeps 49 of them
        ulong high = value.GetIEEEHighBits();
        bool negative = (high & 0x8000_0000_0000_0000) != 0;
        if ((high & 0x6000_0000_0000_0000) == 0x6000_0000_0000_0000) return (BigInteger.Zero, 0);

        int exponent = (int)((high & 0x7FFE_0000_0000_0000) >> 49) - 6176;
        BigInteger coefficient = ((BigInteger)(high & 0x0001_FFFF_FFFF_FFFF) << 64) | value.GetIEEELowBits();
        if (coefficient > Largest) return (BigInteger.Zero, 0);
        return (negative ? -coefficient : coefficient, exponent);
    }

    private static int CompareDecimal(BsonValue left, BsonValue right)
    {
        Decimal128? leftDecimal = AsDecimal(left);
        Decimal128? rightDecimal = AsDecimal(right);
        if (leftDecimal is { } a && rightDecimal is { } b) return Compare(a, b);
        return leftDecimal is { } only
            ? -Compare(right.AsDouble, only)
            : Compare(left.AsDouble, rightDecimal!.Value);
    }

    // integers are decimals exactly; doubles are not
    private static Decimal128? AsDecimal(BsonValue value) => value.BsonType switch
    {
        BsonType.Decimal128 => value.AsDecimal128,
        BsonType.Double => null,
        _ => new Decimal128(value.ToInt64()),
    };

    private static int Compare(double left, Decimal128 right)
    {
        int order = Rank(left).CompareTo(Rank(right));
        return order != 0 || double.IsNaN(left) || double.IsInfinity(left) ? order : CompareFinite(left, right);
    }

    private static int Compare(Decimal128 left, Decimal128 right)
    {
        int order = Rank(left).CompareTo(Rank(right));
        if (order != 0 || Rank(left) is 0 or 1 or 5) return order;

        (BigInteger a, int leftExponent) = Parts(left);
        (BigInteger b, int rightExponent) = Parts(right);
        return CompareScaled(a, leftExponent, b, rightExponent);
    }

    private static int Rank(double value) =>
        double.IsNaN(value) ? 0 : double.IsNegativeInfinity(value) ? 1 : double.IsPositiveInfinity(value) ? 5 : 3;

    private static int Rank(Decimal128 value) =>
        Decimal128.IsNaN(value) ? 0 : Decimal128.IsNegativeInfinity(value) ? 1 : Decimal128.IsPositiveInfinity(value) ? 5 : 3;

    private static int CompareFinite(double left, Decimal128 right)
    {
        (BigInteger coefficient, int exponent) = Parts(right);
        int sign = Math.Sign(left).CompareTo(coefficient.Sign);
        if (sign != 0 || left == 0) return sign;

        // left = mantissa * 2^shift, exactly
        long bits = BitConverter.DoubleToInt64Bits(left);
        int biased = (int)((bits >> 52) & 0x7FF);
        BigInteger mantissa = (bits & 0xF_FFFF_FFFF_FFFF) | (biased == 0 ? 0 : 1L << 52);
        int shift = Math.Max(biased, 1) - 1075;
        BigInteger a = left < 0 ? -mantissa : mantissa;
        BigInteger b = coefficient;
        if (shift >= 0) a <<= shift;
        else b <<= -shift;
        return CompareScaled(a, 0, b, exponent);
    }

    private static int CompareScaled(BigInteger left, int leftExponent, BigInteger right, int rightExponent)
    {
        if (left.Sign != right.Sign || left.IsZero) return left.Sign.CompareTo(right.Sign);

        int difference = leftExponent - rightExponent;
        return difference >= 0
            ? (left * BigInteger.Pow(Ten, difference)).CompareTo(right)
            : left.CompareTo(right * BigInteger.Pow(Ten, -difference));
    }
}
