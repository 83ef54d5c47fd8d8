using System.Buffers;
using Google.Protobuf;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Serializers;
using MongoDB.Driver;
using Scim.Storage.Bson;

namespace Scim.Storage.Resources;

/// <summary>
/// Reads resources straight from the bytes of the driver's reply. It is handed to the driver as a projection, which
/// is the way to give one query a serializer of its own.
/// </summary>
internal sealed class DocumentSerializer<T>(DocumentReader<T> reader, BsonDocument? projection, bool toChange = false) : SerializerBase<StoredResource<T>>
    where T : class, IMessage<T>, new()
{
    /// <summary>The projection with this serializer.</summary>
    public ProjectionDefinition<RawBsonDocument, StoredResource<T>> Projection => new FixedProjection(projection, this);

    public override StoredResource<T> Deserialize(BsonDeserializationContext context, BsonDeserializationArgs args)
    {
        using IByteBuffer slice = context.Reader.ReadRawBsonDocument();
        ArraySegment<byte> bytes = slice.AccessBackingBytes(0);
        if (bytes.Count >= slice.Length) return Read(bytes.AsMemory(0, slice.Length));

        byte[] copy = ArrayPool<byte>.Shared.Rent(slice.Length);
        slice.GetBytes(0, copy, 0, slice.Length);
        StoredResource<T> stored = Read(copy.AsMemory(0, slice.Length));
        ArrayPool<byte>.Shared.Return(copy, clearArray: true);
        return stored;
    }

    private StoredResource<T> Read(ReadOnlyMemory<byte> document) => toChange ? reader.ReadToChange(document) : reader.Read(document.Span);

    private sealed class FixedProjection(BsonDocument? projection, IBsonSerializer<StoredResource<T>> serializer)
        : ProjectionDefinition<RawBsonDocument, StoredResource<T>>
    {
        public override RenderedProjectionDefinition<StoredResource<T>> Render(RenderArgs<RawBsonDocument> args) => new(projection, serializer);
    }
}
