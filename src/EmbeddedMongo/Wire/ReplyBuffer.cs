using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Wire;

/// <summary>A growing pooled buffer with the few BSON writes that replies need; documents are spliced in as bytes.</summary>
internal sealed class ReplyBuffer : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(4096);

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Truncate(int length) => Length = length;

    public Span<byte> Reserve(int size)
    {
        if (_bytes.Length - Length < size) Grow(size);
        Span<byte> span = _bytes.AsSpan(Length, size);
        Length += size;
        return span;
    }

    public void PatchInt32(int position, int value) => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(position), value);

    public void PatchByte(int position, byte value) => _bytes[position] = value;

    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Reserve(4), value);

    public void WriteByte(byte value) => Reserve(1)[0] = value;

    public void WriteRaw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>Begins a document (or array) and answers where its length stands.</summary>
    public int Begin()
    {
        int start = Length;
        WriteInt32(0);
        return start;
    }

    public int BeginDocument(string name)
    {
        WriteName(BsonType.Document, name);
        return Begin();
    }

    public int BeginArray(string name)
    {
        WriteName(BsonType.Array, name);
        return Begin();
    }

    public void End(int start)
    {
        WriteByte(0);
        PatchInt32(start, Length - start);
    }

    public void Write(string name, int value)
    {
        WriteName(BsonType.Int32, name);
        WriteInt32(value);
    }

    public void Write(string name, long value)
    {
        WriteName(BsonType.Int64, name);
        BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value);
    }

    public void Write(string name, double value)
    {
        WriteName(BsonType.Double, name);
        BinaryPrimitives.WriteDoubleLittleEndian(Reserve(8), value);
    }

    public void Write(string name, bool value)
    {
        WriteName(BsonType.Boolean, name);
        WriteByte(value ? (byte)1 : (byte)0);
    }

    public void Write(string name, string value)
    {
        WriteName(BsonType.String, name);
        int length = Encoding.UTF8.GetByteCount(value);
        WriteInt32(length + 1);
        Encoding.UTF8.GetBytes(value, Reserve(length));
        WriteByte(0);
    }

    public void WriteTimestamp(string name, long value)
    {
        WriteName(BsonType.Timestamp, name);
        BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value);
    }

    /// <summary>Twenty zero bytes: the signature of a cluster without keys.</summary>
    public void WriteEmptyHash(string name)
    {
        WriteName(BsonType.Binary, name);
        WriteInt32(20);
        WriteByte(0);
        Reserve(20).Clear();
    }

    /// <summary>A whole document's bytes as a field.</summary>
    public void WriteDocument(string name, ReadOnlySpan<byte> document)
    {
        WriteName(BsonType.Document, name);
        WriteRaw(document);
    }

    /// <summary>A document as an array's element.</summary>
    public void WriteElement(int index, ReadOnlySpan<byte> document)
    {
        WriteByte((byte)BsonType.Document);
        WriteIndex(index);
        WriteRaw(document);
    }

    /// <summary>Any value, by way of the library's serializer; not for hot paths.</summary>
    public void Write(string name, BsonValue value)
    {
        byte[] wrapped = new BsonDocument(name, value).ToBytes();
        WriteRaw(wrapped.AsSpan(4, wrapped.Length - 5));
    }

    private void WriteIndex(int index)
    {
        Span<byte> digits = stackalloc byte[11];
        index.TryFormat(digits, out int count);
        WriteRaw(digits[..count]);
        WriteByte(0);
    }

    private void WriteName(BsonType type, string name)
    {
        WriteByte((byte)type);
        int length = Encoding.UTF8.GetByteCount(name);
        Encoding.UTF8.GetBytes(name, Reserve(length));
        WriteByte(0);
    }

    private void Grow(int size)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, Length + size));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }

    public void Dispose()
    {
        byte[] bytes = Interlocked.Exchange(ref _bytes, []);
        if (bytes.Length > 0) ArrayPool<byte>.Shared.Return(bytes);
    }
}
