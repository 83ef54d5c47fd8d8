using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Bson;

/// <summary>Builds a document's bytes from elements that are copied as they are.</summary>
internal sealed class DocumentWriter
{
    private byte[] _buffer = new byte[256];
    private int _length;

    /// <summary>Begins a document or array; <see cref="End"/> takes the position that is returned.</summary>
    public int Begin()
    {
        int start = _length;
        Reserve(4);
        _length += 4;
        return start;
    }

    public void End(int start)
    {
        Reserve(1)[0] = 0;
        _length++;
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(start), _length - start);
    }

    public void Header(BsonType type, ReadOnlySpan<byte> name)
    {
        Span<byte> target = Reserve(name.Length + 2);
        target[0] = (byte)type;
        name.CopyTo(target[1..]);
        target[name.Length + 1] = 0;
        _length += name.Length + 2;
    }

    /// <summary>The header of an array's element.</summary>
    public void Header(BsonType type, int index) =>
        Header(type, Encoding.UTF8.GetBytes(index.ToString(CultureInfo.InvariantCulture)));

    public void Element(ReadOnlySpan<byte> name, BsonSlice value)
    {
        Header(value.Type, name);
        Raw(value.Bytes);
    }

    public void Element(int index, BsonSlice value)
    {
        Header(value.Type, index);
        Raw(value.Bytes);
    }

    /// <summary>The document; the writer begins anew.</summary>
    public byte[] Take()
    {
        byte[] document = _buffer.AsSpan(0, _length).ToArray();
        _length = 0;
        return document;
    }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _length += bytes.Length;
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        return _buffer.AsSpan(_length);
    }
}
