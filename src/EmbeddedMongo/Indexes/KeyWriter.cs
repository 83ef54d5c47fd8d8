using System.Buffers.Binary;
using System.Numerics;
using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Indexes;

/// <summary>
/// Writes values as bytes whose memcmp order is BSON's order. Each value is a tag byte and a payload that ends by
/// itself, so that components concatenate; tags lie in 0x08 to 0xF0, which leaves both ends free also when inverted.
/// </summary>
internal sealed class KeyWriter
{
    private byte[] _buffer = new byte[64];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public byte[] ToArray() => Written.ToArray();

    public void Clear() => Length = 0;

    /// <summary>One component of a compound key; a descending one has its bytes inverted.</summary>
    public void Component(BsonSlice value, bool descending)
    {
        int start = Length;
        Value(value);
        if (descending) Invert(_buffer.AsSpan(start, Length - start));
    }

    public void Value(BsonSlice value)
    {
        BsonTypeClass type = value.Type.Class();
        if (type == BsonTypeClass.Number)
        {
            Number(value);
            return;
        }

        Byte(KeyTags.Of(type));
        Payload(type, value);
    }

    public void Byte(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Text whose NUL bytes are escaped; <see cref="EndText"/> ends it.</summary>
    public void Text(ReadOnlySpan<byte> utf8)
    {
        while (true)
        {
            int nul = utf8.IndexOf((byte)0);
            if (nul < 0) break;
            Raw(utf8[..(nul + 1)]);
            Byte(0xFF);
            utf8 = utf8[(nul + 1)..];
        }

        Raw(utf8);
    }

    public static void Invert(Span<byte> bytes)
    {
        foreach (ref byte b in bytes) b = (byte)~b;
    }

    private void EndText()
    {
        Byte(0);
        Byte(0);
    }

    private void Payload(BsonTypeClass type, BsonSlice value)
    {
        switch (type)
        {
            case BsonTypeClass.String or BsonTypeClass.JavaScript:
                Text(value.AsUtf8);
                EndText();
                break;
            case BsonTypeClass.Document:
                Document(value.Bytes);
                break;
            case BsonTypeClass.Array:
                Array(value.Bytes);
                break;
            case BsonTypeClass.Binary:
                BinaryPrimitives.WriteInt32BigEndian(Reserve(4), value.AsInt32);
                Length += 4;
                Raw(value.Bytes[4..]);
                break;
            case BsonTypeClass.ObjectId or BsonTypeClass.Boolean or BsonTypeClass.RegularExpression:
                Raw(value.Bytes);
                break;
            case BsonTypeClass.DateTime:
                UInt64((ulong)value.AsInt64 ^ 0x8000_0000_0000_0000);
                break;
            case BsonTypeClass.Timestamp:
                UInt64((ulong)value.AsInt64);
                break;
            case BsonTypeClass.JavaScriptWithScope:
                Scoped(value.Bytes);
                break;
        }
    }

    private void Document(ReadOnlySpan<byte> bytes)
    {
        var elements = new BsonElements(bytes);
        while (elements.MoveNext())
        {
            Byte(KeyTags.Of(elements.Type.Class()));
            Raw(elements.Name);
            Byte(0);
            Value(elements.Value);
        }

        Byte(0);
    }

    private void Array(ReadOnlySpan<byte> bytes)
    {
        var elements = new BsonElements(bytes);
        while (elements.MoveNext()) Value(elements.Value);
        Byte(0);
    }

    private void Scoped(ReadOnlySpan<byte> bytes)
    {
        int code = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        Text(bytes.Slice(8, code - 1));
        EndText();
        Document(bytes[(8 + code)..]);
    }

    private void Number(BsonSlice value)
    {
        switch (value.Type)
        {
            case BsonType.Int32:
                Exact(value.AsInt32);
                break;
            case BsonType.Double:
                Exact(value.AsDouble);
                break;
            case BsonType.Int64:
                Long(value.AsInt64);
                break;
            default:
                Decimal(value.AsDecimal128);
                break;
        }
    }

    private void Exact(double value)
    {
        if (double.IsNaN(value)) Byte(KeyTags.NaN);
        else if (double.IsInfinity(value)) Byte(value > 0 ? KeyTags.PositiveInfinity : KeyTags.NegativeInfinity);
        else if (value == 0) Byte(KeyTags.Zero);
        else Finite(value < 0, Math.Abs(value), exact: true, default, 0);
    }

    private void Long(long value)
    {
        if (value is > -(1L << 53) and < 1L << 53)
        {
            Exact(value);
            return;
        }

        if (value == long.MinValue)
        {
            Exact((double)value);
            return;
        }

        (double floor, bool exact) = BsonNumber.Floor(Math.Abs(value));
        Finite(value < 0, floor, exact, Math.Abs(value), 0);
    }

    private void Decimal(Decimal128 value)
    {
        if (Decimal128.IsNaN(value)) Byte(KeyTags.NaN);
        else if (Decimal128.IsInfinity(value))
            Byte(Decimal128.IsPositiveInfinity(value) ? KeyTags.PositiveInfinity : KeyTags.NegativeInfinity);
        else
        {
            (BigInteger coefficient, int exponent) = BsonNumber.Parts(value);
            if (coefficient.IsZero)
            {
                Byte(KeyTags.Zero);
                return;
            }

            bool negative = coefficient.Sign < 0;
            (double floor, bool exact) = BsonNumber.Floor(negative ? Decimal128.Negate(value) : value);
            Finite(negative, floor, exact, BigInteger.Abs(coefficient), exponent);
        }
    }

    /// <summary>The double at or below the magnitude, then the decimal itself where the double is not all of it.</summary>
    private void Finite(bool negative, double floor, bool exact, BigInteger coefficient, int exponent)
    {
        Byte(negative ? KeyTags.Negative : KeyTags.Positive);
        int start = Length;
        UInt64((ulong)BitConverter.DoubleToInt64Bits(floor));
        Byte(exact ? (byte)0 : (byte)1);
        if (!exact)
        {
            // 34 digits left-justified: the exponent then orders first
            int shift = 34 - coefficient.ToString().Length;
            BinaryPrimitives.WriteUInt16BigEndian(Reserve(2), (ushort)(exponent - shift + 0x8000));
            Length += 2;
            BinaryPrimitives.WriteUInt128BigEndian(Reserve(16), (UInt128)(coefficient * BigInteger.Pow(10, shift)));
            Length += 16;
        }

        if (negative) Invert(_buffer.AsSpan(start, Length - start));
    }

    private void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(Reserve(8), value);
        Length += 8;
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - Length < count)
        {
            System.Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + count));
        }

        return _buffer.AsSpan(Length);
    }
}
