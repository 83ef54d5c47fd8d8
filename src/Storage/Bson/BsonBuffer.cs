using System.Buffers.Binary;
using System.Text;
using MongoDB.Bson;

namespace Scim.Storage.Bson;

/// <summary>
/// Writes BSON into a growing array, without the state machine of a general writer: a resource is written in one pass,
/// and nothing is allocated but the array.
/// </summary>
internal sealed class BsonBuffer(int capacity = 1024)
{
    private byte[] _bytes = new byte[capacity];

    /// <summary>How many bytes have been written.</summary>
    public int Length { get; private set; }

    /// <summary>What has been written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>What has been written, as a document that the driver sends as it is.</summary>
    public RawBsonDocument ToDocument() => new(_bytes.AsSpan(0, Length).ToArray());

    /// <summary>Begins the outermost document; the result goes to <see cref="EndDocument"/>.</summary>
    public int BeginDocument()
    {
        int start = Length;
        Reserve(4);
        Length += 4;
        return start;
    }

    /// <summary>Begins a document within a document.</summary>
    public int BeginDocument(ReadOnlySpan<byte> name)
    {
        WriteHeader(BsonType.Document, name);
        return BeginDocument();
    }

    /// <summary>Begins an array; its elements have the names "0", "1" …</summary>
    public int BeginArray(ReadOnlySpan<byte> name)
    {
        WriteHeader(BsonType.Array, name);
        return BeginDocument();
    }

    /// <summary>Ends a document or array.</summary>
    public void EndDocument(int start)
    {
        Reserve(1);
        _bytes[Length++] = 0;
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(start), Length - start);
    }

    /// <summary>Takes back everything written since a length.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>Writes a string.</summary>
    public void WriteString(ReadOnlySpan<byte> name, string value)
    {
        WriteHeader(BsonType.String, name);
        Reserve(5 + Encoding.UTF8.GetMaxByteCount(value.Length));
        int bytes = Encoding.UTF8.GetBytes(value, _bytes.AsSpan(Length + 4));
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(Length), bytes + 1);
        Length += 4 + bytes;
        _bytes[Length++] = 0;
    }

    /// <summary>Writes a Boolean.</summary>
    public void WriteBoolean(ReadOnlySpan<byte> name, bool value)
    {
        WriteHeader(BsonType.Boolean, name);
        Reserve(1);
        _bytes[Length++] = value ? (byte)1 : (byte)0;
    }

    /// <summary>Writes a 32-bit integer.</summary>
    public void WriteInt32(ReadOnlySpan<byte> name, int value)
    {
        WriteHeader(BsonType.Int32, name);
        Reserve(4);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(Length), value);
        Length += 4;
    }

    /// <summary>Writes a 64-bit integer.</summary>
    public void WriteInt64(ReadOnlySpan<byte> name, long value) => WriteEight(BsonType.Int64, name, value);

    /// <summary>Writes a double.</summary>
    public void WriteDouble(ReadOnlySpan<byte> name, double value) =>
        WriteEight(BsonType.Double, name, BitConverter.DoubleToInt64Bits(value));

    /// <summary>Writes a point in time with a precision of one millisecond.</summary>
    public void WriteDateTime(ReadOnlySpan<byte> name, DateTimeOffset value) =>
        WriteEight(BsonType.DateTime, name, value.ToUnixTimeMilliseconds());

    /// <summary>Writes octets.</summary>
    public void WriteBinary(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        WriteHeader(BsonType.Binary, name);
        Reserve(5 + value.Length);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(Length), value.Length);
        _bytes[Length + 4] = 0;
        value.CopyTo(_bytes.AsSpan(Length + 5));
        Length += 5 + value.Length;
    }

    /// <summary>Writes a value that is BSON already.</summary>
    public void WriteRaw(BsonType type, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        WriteHeader(type, name);
        Reserve(value.Length);
        value.CopyTo(_bytes.AsSpan(Length));
        Length += value.Length;
    }

    /// <summary>Writes elements that are BSON already, with their names.</summary>
    public void WriteElements(ReadOnlySpan<byte> elements)
    {
        Reserve(elements.Length);
        elements.CopyTo(_bytes.AsSpan(Length));
        Length += elements.Length;
    }

    private void WriteEight(BsonType type, ReadOnlySpan<byte> name, long value)
    {
        WriteHeader(type, name);
        Reserve(8);
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(Length), value);
        Length += 8;
    }

    private void WriteHeader(BsonType type, ReadOnlySpan<byte> name)
    {
        Reserve(name.Length + 2);
        _bytes[Length++] = (byte)type;
        name.CopyTo(_bytes.AsSpan(Length));
        Length += name.Length;
        _bytes[Length++] = 0;
    }

    private void Reserve(int bytes)
    {
        if (_bytes.Length - Length < bytes)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + bytes));
        }
    }
}
