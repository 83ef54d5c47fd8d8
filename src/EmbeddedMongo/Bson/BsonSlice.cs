using System.Buffers.Binary;
using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Bson;

/// <summary>One value inside a document's bytes: its type and the bytes after the name. Nothing is copied.</summary>
internal readonly ref struct BsonSlice(BsonType type, ReadOnlySpan<byte> bytes)
{
    /// <summary>EndOfDocument where the field is missing.</summary>
    public BsonType Type { get; } = type;

    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public static BsonSlice Missing => default;

    public bool IsMissing => Type == BsonType.EndOfDocument;

    public int AsInt32 => BinaryPrimitives.ReadInt32LittleEndian(Bytes);

    /// <summary>An Int64, and the milliseconds of a date or the 64 bits of a timestamp.</summary>
    public long AsInt64 => BinaryPrimitives.ReadInt64LittleEndian(Bytes);

    public double AsDouble => BinaryPrimitives.ReadDoubleLittleEndian(Bytes);

    public bool AsBoolean => Bytes[0] != 0;

    public Decimal128 AsDecimal128 => Decimal128.FromIEEEBits(
        BinaryPrimitives.ReadUInt64LittleEndian(Bytes[8..]), BinaryPrimitives.ReadUInt64LittleEndian(Bytes));

    /// <summary>UTF-8 of a string, symbol or code, without the terminator.</summary>
    public ReadOnlySpan<byte> AsUtf8 => Bytes[4..^1];

    /// <summary>The value of a top-level field, or Missing.</summary>
    public static BsonSlice Field(ReadOnlySpan<byte> document, ReadOnlySpan<byte> name)
    {
        var elements = new BsonElements(document);
        while (elements.MoveNext())
        {
            if (elements.Name.SequenceEqual(name)) return elements.Value;
        }

        return Missing;
    }

    /// <summary>A whole document as a value.</summary>
    public static BsonSlice Document(ReadOnlySpan<byte> document) => new(BsonType.Document, document);

    public BsonValue ToBsonValue() => BsonMaterializer.Value(this);
}
