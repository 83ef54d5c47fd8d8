using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Indexes;
using Scim.EmbeddedMongo.Query;
using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.Cursors;

/// <summary>
/// Chooses an index: the one with the longest prefix of equalities (and $in), then a range on the next component,
/// then the order that is asked for. Ranges may hold more than the filter wants, never less: it is applied to every document.
/// </summary>
internal static class AccessPathChooser
{
    private const int MaxRanges = 1000;

    public static AccessPath Choose(CollectionInfo collection, QueryNode filter, SortOrder? sort)
    {
        List<PathNode> conditions = [.. Conditions(filter)];
        AccessPath best = AccessPath.Collection;
        int bestScore = 0;
        foreach (IndexInfo index in collection.Indexes)
        {
            if (index.Definition.Components.Any(component => component.Path.HasIndex)) continue;
            if (index.Definition.Hidden || index.Definition.Sparse || index.Definition.PartialFilter is not null) continue;
            (AccessPath path, int score) = Build(index, conditions, sort);
            if (score > bestScore) (best, bestScore) = (path, score);
        }

        return best;
    }

    private static (AccessPath Path, int Score) Build(IndexInfo index, List<PathNode> conditions, SortOrder? sort)
    {
        IReadOnlyList<IndexComponent> components = index.Definition.Components;
        var prefixes = new List<byte[]> { Array.Empty<byte>() };
        int component = 0, score = 0, arrays = 0;
        bool points = true;
        for (; component < components.Count; component++)
        {
            if (IsArray(index, component) && ++arrays > 1) break;
            if (Equalities(conditions, components[component]) is not { } values || prefixes.Count * values.Count > MaxRanges) break;
            prefixes = [.. prefixes.SelectMany(prefix => values.Select(value => (byte[])[.. prefix, .. value]))];
            points &= values.Count == 1;
            score += values.Count == 1 ? 10 : 8;
        }

        bool whole = component == components.Count;
        (byte[]? low, byte[]? high) = whole || arrays > 1 ? (null, null) : Bounds(conditions, components[component], IsArray(index, component));
        if (low is not null || high is not null) score += 5;
        List<KeyRange> ranges = [.. prefixes.Select(prefix => Range(prefix, low, high)).DistinctBy(range => Convert.ToHexString(range.Low))];
        ranges.Sort((left, right) => left.Low.AsSpan().SequenceCompareTo(right.Low));
        AccessPath path = new(index, ranges) { IsPoint = index.Definition.IsId && whole && points };
        if (sort is not null && ranges.Count == 1 && index.MultikeyComponents == 0 && Direction(sort, components, component) is { } backward)
        {
            path = path with { Sorted = true, Backward = backward };
            score += 3;
        }

        return (path, score);
    }

    /// <summary>Whether the components after the equalities give the order, and whether read backward; null where they do not.</summary>
    private static bool? Direction(SortOrder sort, IReadOnlyList<IndexComponent> components, int equalities)
    {
        bool? backward = null;
        int position = equalities;
        foreach (IndexComponent key in sort.Components)
        {
            if (components.Take(equalities).Any(fixedOne => fixedOne.Path.Text == key.Path.Text)) continue;
            if (position == components.Count || components[position].Path.Text != key.Path.Text) return null;
            bool opposite = components[position++].Descending != key.Descending;
            if (backward is { } earlier && earlier != opposite) return null;
            backward = opposite;
        }

        return backward ?? false;
    }

    private static IEnumerable<PathNode> Conditions(QueryNode filter) => filter switch
    {
        PathNode path => [path],
        AndNode and => and.Children.SelectMany(Conditions),
        _ => [],
    };

    private static List<byte[]>? Equalities(List<PathNode> conditions, IndexComponent component)
    {
        foreach (PathNode condition in conditions.Where(item => item.Path.Text == component.Path.Text))
        {
            IReadOnlyList<BsonValue>? values = condition.Predicate switch
            {
                ComparePredicate { Comparison: Comparison.Equal } compare => [compare.Value],
                InPredicate { Regexes.Count: 0 } list => list.Values,
                _ => null,
            };
            if (values is { Count: > 0 } && values.All(IsScalar)) return [.. values.Select(value => Encode(value, component.Descending))];
        }

        return null;
    }

    /// <summary>The bounds of a range on a component. Values of an array may meet two conditions by two elements: then one bound only.</summary>
    private static (byte[]? Low, byte[]? High) Bounds(List<PathNode> conditions, IndexComponent component, bool array)
    {
        byte[]? low = null, high = null;
        foreach (PathNode condition in conditions.Where(item => item.Path.Text == component.Path.Text))
        {
            if (condition.Predicate is not ComparePredicate compare || compare.Comparison == Comparison.Equal || !IsScalar(compare.Value)) continue;
            if (array && (low ?? high) is not null) continue;
            byte[] bound = Encode(compare.Value, component.Descending);
            if ((compare.Comparison is Comparison.Greater or Comparison.GreaterOrEqual) != component.Descending) low = Later(low, bound);
            else high = Earlier(high, bound);
        }

        return (low, high);
    }

    private static byte[] Later(byte[]? left, byte[] right) => left is null || left.AsSpan().SequenceCompareTo(right) < 0 ? right : left;

    private static byte[] Earlier(byte[]? left, byte[] right) => left is null || left.AsSpan().SequenceCompareTo(right) > 0 ? right : left;

    private static KeyRange Range(byte[] prefix, byte[]? low, byte[]? high) =>
        new([.. prefix, .. low ?? []], [.. prefix, .. high ?? [], 0xFF]);

    private static bool IsArray(IndexInfo index, int component) => (index.MultikeyComponents & (1UL << component)) != 0;

    private static bool IsScalar(BsonValue value) => value.BsonType
        is BsonType.String or BsonType.Int32 or BsonType.Int64 or BsonType.Double or BsonType.Decimal128 or BsonType.ObjectId
        or BsonType.Boolean or BsonType.DateTime or BsonType.Binary or BsonType.Timestamp
        && !ComparePredicate.IsNaN(value);

    private static byte[] Encode(BsonValue value, bool descending)
    {
        var writer = new KeyWriter();
        writer.Component(BsonMaterializer.FirstValue(BsonMaterializer.Wrap(value)), descending);
        return writer.ToArray();
    }
}
