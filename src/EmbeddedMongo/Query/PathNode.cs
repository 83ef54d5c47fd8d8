using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Query;

/// <summary>A predicate on the values that a path leads to.</summary>
internal sealed class PathNode(FieldPath path, ValuePredicate predicate) : QueryNode
{
    public FieldPath Path => path;

    public ValuePredicate Predicate => predicate;

    public override bool Matches(ReadOnlySpan<byte> document) => PathWalk.Any(document, path, predicate);

    public override bool MatchesElement(BsonSlice element) => predicate.Matches(element);
}
