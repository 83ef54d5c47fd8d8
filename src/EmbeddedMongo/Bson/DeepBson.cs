using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace Scim.EmbeddedMongo.Bson;

/// <summary>Serialises trees as deep as a document may be; the library's own bound is half of that.</summary>
internal static class DeepBson
{
    private const int MaxDepth = 200;

    private static readonly BsonBinaryWriterSettings Settings = new() { MaxSerializationDepth = MaxDepth };

    /// <summary>The document's bytes.</summary>
    /// <exception cref="BsonSerializationException">It is nested more deeply than 200 levels; commands answer 15 Overflow.</exception>
    public static byte[] ToBytes(this BsonDocument document) => document.ToBson(writerSettings: Settings);
}
