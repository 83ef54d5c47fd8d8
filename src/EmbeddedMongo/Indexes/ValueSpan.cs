using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Indexes;

/// <summary>Where a value lies in a document's bytes; the default is a missing value.</summary>
internal readonly record struct ValueSpan(BsonType Type, int Start, int Length)
{
    public static ValueSpan Undefined { get; } = new(BsonType.Undefined, 0, 0);

    public bool IsMissing => Type == BsonType.EndOfDocument;

    public BsonSlice In(ReadOnlySpan<byte> document) => new(Type, document.Slice(Start, Length));
}
