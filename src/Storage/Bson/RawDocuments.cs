using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace Scim.Storage.Bson;

/// <summary>The bytes of the driver's raw documents.</summary>
internal static class RawDocuments
{
    /// <summary>A copy with an array of its own: the driver's shares the buffer of a whole reply, which lives as long.</summary>
    public static RawBsonDocument Copy(RawBsonDocument document)
    {
        var bytes = new byte[document.Slice.Length];
        document.Slice.GetBytes(0, bytes, 0, bytes.Length);
        return new RawBsonDocument(bytes);
    }

    /// <summary>The document's bytes, copied only where they are not in one piece.</summary>
    public static ReadOnlySpan<byte> Bytes(RawBsonDocument document)
    {
        IByteBuffer slice = document.Slice;
        ArraySegment<byte> bytes = slice.AccessBackingBytes(0);
        if (bytes.Count >= slice.Length) return bytes.AsSpan(0, slice.Length);

        var copy = new byte[slice.Length];
        slice.GetBytes(0, copy, 0, copy.Length);
        return copy;
    }
}
