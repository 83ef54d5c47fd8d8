using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Query;

/// <summary>All of the children; no child at all matches everything.</summary>
internal sealed class AndNode(QueryNode[] children) : QueryNode
{
    public static AndNode Everything { get; } = new([]);

    public IReadOnlyList<QueryNode> Children => children;

    /// <summary>The conjunction, flat, without a node around a single child.</summary>
    public static QueryNode Of(IEnumerable<QueryNode> nodes)
    {
        QueryNode[] flat = [.. nodes.SelectMany(node => node is AndNode and ? and.Children : [node])];
        return flat.Length == 1 ? flat[0] : flat.Length == 0 ? Everything : new AndNode(flat);
    }

    public override bool Matches(ReadOnlySpan<byte> document)
    {
        foreach (QueryNode child in children)
        {
            if (!child.Matches(document)) return false;
        }

        return true;
    }

    public override bool MatchesElement(BsonSlice element)
    {
        foreach (QueryNode child in children)
        {
            if (!child.MatchesElement(element)) return false;
        }

        return true;
    }
}
