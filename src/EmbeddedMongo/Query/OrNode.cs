using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Query;

/// <summary>At least one of the children.</summary>
internal sealed class OrNode(QueryNode[] children) : QueryNode
{
    public IReadOnlyList<QueryNode> Children => children;

    public override bool Matches(ReadOnlySpan<byte> document)
    {
        foreach (QueryNode child in children)
        {
            if (child.Matches(document)) return true;
        }

        return false;
    }

    public override bool MatchesElement(BsonSlice element)
    {
        foreach (QueryNode child in children)
        {
            if (child.MatchesElement(element)) return true;
        }

        return false;
    }
}
