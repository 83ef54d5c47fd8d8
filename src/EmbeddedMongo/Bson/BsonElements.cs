using System.Buffers.Binary;
using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Bson;

/// <summary>Walks the elements of a document's (or array's) bytes without materialising them.</summary>
internal ref struct BsonElements
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _next;
    private int _name;
    private int _value;
    private BsonType _type;

    public BsonElements(ReadOnlySpan<byte> document)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(document);
        _bytes = document[..length];
        _next = 4;
    }

    public readonly ReadOnlySpan<byte> Name => _bytes[_name..(_value - 1)];

    public readonly BsonSlice Value => new(_type, _bytes[_value.._next]);

    /// <summary>Where the value's bytes begin in the document.</summary>
    public readonly int ValueStart => _value;

    public readonly int ValueLength => _next - _value;

    public readonly BsonType Type => _type;

    public bool MoveNext()
    {
        byte type = _bytes[_next];
        if (type == 0) return false;

        _type = type == 0xFF ? BsonType.MinKey : (BsonType)type;
        _name = _next + 1;
        _value = _name + _bytes[_name..].IndexOf((byte)0) + 1;
        _next = _value + Size(type, _bytes[_value..]);
        return true;
    }

    private static int Size(byte type, ReadOnlySpan<byte> value) => type switch
    {
        0x06 or 0x0A or 0x7F or 0xFF => 0,
        0x08 => 1,
        0x10 => 4,
        0x01 or 0x09 or 0x11 or 0x12 => 8,
        0x07 => 12,
        0x13 => 16,
        0x02 or 0x0D or 0x0E => 4 + BinaryPrimitives.ReadInt32LittleEndian(value),
        0x03 or 0x04 or 0x0F => BinaryPrimitives.ReadInt32LittleEndian(value),
        0x05 => 5 + BinaryPrimitives.ReadInt32LittleEndian(value),
        0x0B => CStrings(value),
        0x0C => 16 + BinaryPrimitives.ReadInt32LittleEndian(value),
        _ => throw CommandException.BadValue($"Unrecognized BSON type {type}"),
    };

    private static int CStrings(ReadOnlySpan<byte> value)
    {
        int first = value.IndexOf((byte)0) + 1;
        return first + value[first..].IndexOf((byte)0) + 1;
    }
}
