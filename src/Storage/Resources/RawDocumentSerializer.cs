using System.Buffers;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Serializers;
using MongoDB.Driver;

namespace Scim.Storage.Resources;

/// <summary>
/// Reads documents straight from the bytes of the driver's reply. It is handed to the driver as a projection, which is
/// the way to give one query a serializer of its own.
/// </summary>
internal abstract class RawDocumentSerializer<TItem> : SerializerBase<TItem>
{
    /// <summary>A projection with this serializer; null for whole documents.</summary>
    public ProjectionDefinition<RawBsonDocument, TItem> With(BsonDocument? projection) => new FixedProjection(projection, this);

    public override TItem Deserialize(BsonDeserializationContext context, BsonDeserializationArgs args)
    {
        using IByteBuffer slice = context.Reader.ReadRawBsonDocument();
        ArraySegment<byte> bytes = slice.AccessBackingBytes(0);
        if (bytes.Count >= slice.Length) return Read(bytes.AsMemory(0, slice.Length));

        byte[] copy = ArrayPool<byte>.Shared.Rent(slice.Length);
        slice.GetBytes(0, copy, 0, slice.Length);
        TItem item = Read(copy.AsMemory(0, slice.Length));
        ArrayPool<byte>.Shared.Return(copy, clearArray: true);
        return item;
    }

    /// <summary>Makes the item of a document, whose bytes are not there afterwards.</summary>
    protected abstract TItem Read(ReadOnlyMemory<byte> document);

    private sealed class FixedProjection(BsonDocument? projection, IBsonSerializer<TItem> serializer) : ProjectionDefinition<RawBsonDocument, TItem>
    {
        public override RenderedProjectionDefinition<TItem> Render(RenderArgs<RawBsonDocument> args) => new(projection, serializer);
    }
}
