using System.Buffers.Binary;
using System.Text;
using MongoDB.Bson;
using Scim.Protocol.Schema;

namespace Scim.Storage.Bson;

/// <summary>
/// Reads the elements of one BSON document or array where they lie, one after the other. What it reads came from the
/// database, so a document that is not BSON is a <see cref="FormatException"/>, not a client's error.
/// </summary>
internal ref struct BsonElementReader
{
    private readonly ReadOnlySpan<byte> _document;
    private int _next;

    public BsonElementReader(ReadOnlySpan<byte> document)
    {
        int length = document.Length < 5 ? 0 : BinaryPrimitives.ReadInt32LittleEndian(document);
        if (length < 5 || length > document.Length)
        {
            throw NotBson();
        }

        _document = document[..length];
        _next = 4;
    }

    /// <summary>A reader that stands on one value.</summary>
    public BsonElementReader(BsonType type, ReadOnlySpan<byte> value)
    {
        Type = type;
        Value = value;
    }

    /// <summary>The present element's type.</summary>
    public BsonType Type { get; private set; }

    /// <summary>The present element's name in UTF-8.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The present element's value as it lies in the document.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Where the present element's value begins in the document.</summary>
    public readonly int Start => _next - Value.Length;

    /// <summary>Goes to the next element; false at the end.</summary>
    public bool Read()
    {
        if (_document[_next] == 0)
        {
            return false;
        }

        Type = (BsonType)(sbyte)_document[_next++];
        ReadOnlySpan<byte> rest = _document[_next..];
        int end = rest.IndexOf((byte)0);
        if (end < 0)
        {
            throw NotBson();
        }

        Name = rest[..end];
        rest = rest[(end + 1)..];
        Value = rest[..Size(Type, rest)];
        _next += end + 1 + Value.Length;
        return true;
    }

    /// <summary>The value as a string.</summary>
    public readonly string GetString() => Encoding.UTF8.GetString(GetUtf8());

    /// <summary>The value as a string in UTF-8.</summary>
    public readonly ReadOnlySpan<byte> GetUtf8() => Value[4..^1];

    /// <summary>The value as a Boolean.</summary>
    public readonly bool GetBoolean() => Value[0] != 0;

    /// <summary>The value of any numeric type as an integer.</summary>
    public readonly long GetInt64() => Type switch
    {
        BsonType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(Value),
        BsonType.Double => (long)BinaryPrimitives.ReadDoubleLittleEndian(Value),
        _ => BinaryPrimitives.ReadInt64LittleEndian(Value),
    };

    /// <summary>The value of any numeric type as a double.</summary>
    public readonly double GetDouble() => Type switch
    {
        BsonType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(Value),
        BsonType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(Value),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(Value),
    };

    /// <summary>The value as a point in time.</summary>
    public readonly DateTimeOffset GetDateTime() =>
        DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(Value));

    /// <summary>The octets of a binary value.</summary>
    public readonly ReadOnlySpan<byte> GetBinary() => Value[5..];

    /// <summary>Whether the value is a number.</summary>
    public readonly bool IsNumber => Type is BsonType.Int32 or BsonType.Int64 or BsonType.Double;

    /// <summary>Whether the value is one that an attribute of a simple type has.</summary>
    public readonly bool Is(AttributeType type) => type switch
    {
        AttributeType.String or AttributeType.Reference => Type == BsonType.String,
        AttributeType.Boolean => Type == BsonType.Boolean,
        AttributeType.Integer or AttributeType.Decimal => IsNumber,
        AttributeType.DateTime => Type == BsonType.DateTime,
        AttributeType.Binary => Type == BsonType.Binary,
        _ => false,
    };

    private static int Size(BsonType type, ReadOnlySpan<byte> value) => type switch
    {
        BsonType.Double or BsonType.DateTime or BsonType.Timestamp or BsonType.Int64 => 8,
        BsonType.String or BsonType.JavaScript or BsonType.Symbol => 4 + BinaryPrimitives.ReadInt32LittleEndian(value),
        BsonType.Document or BsonType.Array or BsonType.JavaScriptWithScope => BinaryPrimitives.ReadInt32LittleEndian(value),
        BsonType.Binary => 5 + BinaryPrimitives.ReadInt32LittleEndian(value),
        BsonType.ObjectId => 12,
        BsonType.Boolean => 1,
        BsonType.Int32 => 4,
        BsonType.Decimal128 => 16,
        BsonType.Null or BsonType.Undefined or BsonType.MinKey or BsonType.MaxKey => 0,
        BsonType.RegularExpression => RegularExpressionSize(value),
        _ => throw NotBson(),
    };

    private static int RegularExpressionSize(ReadOnlySpan<byte> value)
    {
        int pattern = value.IndexOf((byte)0) + 1;
        return pattern + value[pattern..].IndexOf((byte)0) + 1;
    }

    private static FormatException NotBson() => new("The stored document is not valid BSON.");
}
