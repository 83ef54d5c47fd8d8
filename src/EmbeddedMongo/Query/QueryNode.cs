using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Query;

/// <summary>A parsed filter. It is built once a command and matched against documents' bytes.</summary>
internal abstract class QueryNode
{
    public abstract bool Matches(ReadOnlySpan<byte> document);

    /// <summary>Whether one array element satisfies the node, as <c>$elemMatch</c> with operators asks.</summary>
    public abstract bool MatchesElement(BsonSlice element);

    public bool Matches(BsonDocument document) => Matches(document.ToBytes());
}
