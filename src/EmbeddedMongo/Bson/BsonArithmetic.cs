using System.Globalization;
using System.Numerics;
using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Bson;

/// <summary>
/// Sums and products as MongoDB types them: Int32 widens to Int64 on overflow, Double wins over integers, Decimal128
/// over all. Null is returned where Int64 overflows.
/// </summary>
internal static class BsonArithmetic
{
    private const int Digits = 34;
    private const int LargestExponent = 6111;

    public static BsonValue? Add(BsonValue left, BsonValue right) => (Wider(left, right)) switch
    {
        BsonType.Decimal128 => new BsonDecimal128(Add(ToDecimal(left), ToDecimal(right))),
        BsonType.Double => new BsonDouble(left.ToDouble() + right.ToDouble()),
        BsonType.Int32 => Narrow((long)left.AsInt32 + right.AsInt32),
        _ => Checked((Int128)left.ToInt64() + right.ToInt64()),
    };

    public static BsonValue? Multiply(BsonValue left, BsonValue right) => Wider(left, right) switch
    {
        BsonType.Decimal128 => new BsonDecimal128(Multiply(ToDecimal(left), ToDecimal(right))),
        BsonType.Double => new BsonDouble(left.ToDouble() * right.ToDouble()),
        BsonType.Int32 => Narrow((long)left.AsInt32 * right.AsInt32),
        _ => Checked((Int128)left.ToInt64() * right.ToInt64()),
    };

    /// <summary>Whole numbers exactly; a double to 15 significant digits, as MongoDB widens it.</summary>
    public static Decimal128 ToDecimal(BsonValue value)
    {
        if (value.BsonType == BsonType.Decimal128) return value.AsDecimal128;
        if (value.BsonType != BsonType.Double) return new Decimal128(value.ToInt64());

        double number = value.AsDouble;
        if (double.IsNaN(number)) return Decimal128.QNaN;
        if (double.IsInfinity(number)) return number > 0 ? Decimal128.PositiveInfinity : Decimal128.NegativeInfinity;
        if (number == 0) return double.IsNegative(number) ? Decimal128.Parse("-0") : Decimal128.Zero;
        return Decimal128.Parse(number.ToString("E14", CultureInfo.InvariantCulture));
    }

    /// <summary>A double's exact value, to 34 digits.</summary>
    public static BsonDecimal128 Exact(double value)
    {
        if (!double.IsFinite(value) || value == 0) return new BsonDecimal128(ToDecimal(new BsonDouble(value)));

        long bits = BitConverter.DoubleToInt64Bits(Math.Abs(value));
        int biased = (int)(bits >> 52);
        BigInteger mantissa = (bits & 0xF_FFFF_FFFF_FFFF) | (biased == 0 ? 0 : 1L << 52);
        int shift = Math.Max(biased, 1) - 1075;
        while (shift < 0 && mantissa.IsEven)
        {
            mantissa >>= 1;
            shift++;
        }

        // 2^-n is 5^n * 10^-n
        BigInteger coefficient = shift >= 0 ? mantissa << shift : mantissa * BigInteger.Pow(5, -shift);
        return new BsonDecimal128(Rounded(value < 0 ? -coefficient : coefficient, Math.Min(shift, 0)));
    }

    /// <summary>A quotient to 34 digits, without zeros at its end that the dividend does not have.</summary>
    public static Decimal128 Divide(Decimal128 dividend, long divisor)
    {
        if (Decimal128.IsNaN(dividend) || Decimal128.IsInfinity(dividend)) return dividend;

        (BigInteger coefficient, int exponent) = BsonNumber.Parts(dividend);
        const int Scale = 2 * Digits;
        BigInteger quotient = coefficient * BigInteger.Pow(10, Scale) / divisor;
        int scaled = exponent - Scale;
        while (scaled < exponent && (quotient % 10).IsZero)
        {
            quotient /= 10;
            scaled++;
        }

        return Rounded(quotient, scaled);
    }

    private static BsonType Wider(BsonValue left, BsonValue right) => Math.Max(Rank(left), Rank(right)) switch
    {
        3 => BsonType.Decimal128,
        2 => BsonType.Double,
        1 => BsonType.Int64,
        _ => BsonType.Int32,
    };

    private static int Rank(BsonValue value) => value.BsonType switch
    {
        BsonType.Decimal128 => 3,
        BsonType.Double => 2,
        BsonType.Int64 => 1,
        _ => 0,
    };

    private static BsonValue Narrow(long value) =>
        value is >= int.MinValue and <= int.MaxValue ? new BsonInt32((int)value) : new BsonInt64(value);

    private static BsonInt64? Checked(Int128 value) =>
        value >= long.MinValue && value <= long.MaxValue ? new BsonInt64((long)value) : null;

    private static Decimal128 Add(Decimal128 left, Decimal128 right)
    {
        if (Decimal128.IsNaN(left) || Decimal128.IsNaN(right)) return Decimal128.QNaN;
        if (Decimal128.IsInfinity(left))
        {
            return Decimal128.IsInfinity(right) && Decimal128.Compare(left, right) != 0 ? Decimal128.QNaN : left;
        }

        if (Decimal128.IsInfinity(right)) return right;

        (BigInteger a, int leftExponent) = BsonNumber.Parts(left);
        (BigInteger b, int rightExponent) = BsonNumber.Parts(right);
        int exponent = Math.Min(leftExponent, rightExponent);
        BigInteger sum = (a * BigInteger.Pow(10, leftExponent - exponent)) + (b * BigInteger.Pow(10, rightExponent - exponent));
        return Rounded(sum, exponent);
    }

    private static Decimal128 Multiply(Decimal128 left, Decimal128 right)
    {
        if (Decimal128.IsNaN(left) || Decimal128.IsNaN(right)) return Decimal128.QNaN;
        if (Decimal128.IsInfinity(left) || Decimal128.IsInfinity(right))
        {
            int sign = Sign(left) * Sign(right);
            return sign == 0 ? Decimal128.QNaN : sign > 0 ? Decimal128.PositiveInfinity : Decimal128.NegativeInfinity;
        }

        (BigInteger a, int leftExponent) = BsonNumber.Parts(left);
        (BigInteger b, int rightExponent) = BsonNumber.Parts(right);
        return Rounded(a * b, leftExponent + rightExponent);
    }

    private static int Sign(Decimal128 value) =>
        Decimal128.IsPositiveInfinity(value) ? 1 : Decimal128.IsNegativeInfinity(value) ? -1 : BsonNumber.Parts(value).Coefficient.Sign;

    /// <summary>34 digits, half to even.</summary>
    private static Decimal128 Rounded(BigInteger coefficient, int exponent)
    {
        int excess = BigInteger.Abs(coefficient).ToString(CultureInfo.InvariantCulture).Length - Digits;
        if (excess > 0)
        {
            BigInteger divisor = BigInteger.Pow(10, excess);
            BigInteger quotient = BigInteger.DivRem(coefficient, divisor, out BigInteger rest);
            int half = (BigInteger.Abs(rest) * 2).CompareTo(divisor);
            if (half > 0 || (half == 0 && !quotient.IsEven)) quotient += coefficient.Sign;
            coefficient = quotient;
            exponent += excess;
        }

        if (exponent > LargestExponent && !coefficient.IsZero)
        {
            coefficient *= BigInteger.Pow(10, Math.Min(exponent - LargestExponent, Digits));
            if (BigInteger.Abs(coefficient) >= BigInteger.Pow(10, Digits)) return coefficient.Sign > 0 ? Decimal128.PositiveInfinity : Decimal128.NegativeInfinity;
            exponent = LargestExponent;
        }

        return Decimal128.Parse($"{coefficient.ToString(CultureInfo.InvariantCulture)}E{exponent}");
    }
}
