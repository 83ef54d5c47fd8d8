using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Query;

/// <summary>Not the child: negation is outside of array traversal, so no element may match.</summary>
internal sealed class NotNode(QueryNode child) : QueryNode
{
    public QueryNode Child => child;

    public override bool Matches(ReadOnlySpan<byte> document) => !child.Matches(document);

    public override bool MatchesElement(BsonSlice element) => !child.MatchesElement(element);
}
