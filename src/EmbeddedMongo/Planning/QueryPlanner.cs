using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Indexes;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Planning;

/// <summary>
/// Chooses how to run a query. There are no statistics: the index with most equalities wins, then lists, ranges and
/// order; at a tie the older one.
/// </summary>
internal static class QueryPlanner
{
    /// <param name="filter">The parsed filter.</param>
    /// <param name="sort">The components of the sort, null where none is asked for.</param>
    /// <param name="indexes">The collection's indexes, oldest first.</param>
    /// <param name="hint">An index's name, its key pattern or {$natural: ±1}; null for none.</param>
    public static QueryPlan Plan(
        QueryNode filter, IReadOnlyList<IndexComponent>? sort, IReadOnlyList<IndexCandidate> indexes, BsonValue? hint = null)
    {
        QueryNode[] conditions = Conditions(filter);
        if (hint is not null) return Hinted(conditions, sort, indexes, hint);
        if (IsIdEquality(filter) && indexes.FirstOrDefault(index => index.Definition.IsId) is { } id)
        {
            IndexScan lookup = IndexScanBuilder.Build(id, conditions, sort, hinted: true)!;
            return new QueryPlan { Scans = [lookup with { Sorted = true }], IsIdLookup = true };
        }

        IndexCandidate[] visible = [.. indexes.Where(index => !index.Definition.Hidden)];
        if (filter is OrNode or) return Or(or, sort, visible) with { IsSubplan = true };
        if (Best(conditions, sort, visible) is { } scan) return new QueryPlan { Scans = [scan] };
        return conditions.OfType<OrNode>().Select(inner => Or(inner, null, visible)).FirstOrDefault(plan => !plan.IsCollectionScan)
            ?? QueryPlan.Collection;
    }

    private static QueryNode[] Conditions(QueryNode filter) => filter is AndNode and ? [.. and.Children] : [filter];

    private static IndexScan? Best(
        IReadOnlyList<QueryNode> conditions, IReadOnlyList<IndexComponent>? sort, IEnumerable<IndexCandidate> indexes)
    {
        List<QueryNode> implied = [.. conditions, .. conditions.SelectMany(Implied)];
        return indexes
            .Select(index => IndexScanBuilder.Build(index, implied, sort, hinted: false))
            .OfType<IndexScan>()
            .OrderByDescending(scan => scan.Score)
            .FirstOrDefault();
    }

    /// <summary>What $elemMatch says about the fields below it, for indexes on those.</summary>
    private static IEnumerable<QueryNode> Implied(QueryNode condition) =>
        condition is PathNode { Predicate: ElemMatchPredicate { OnFields: true } element } outer
            ? Conditions(element.Condition).OfType<PathNode>().Select(inner =>
                new PathNode(new FieldPath($"{outer.Path}.{inner.Path}"), inner.Predicate))
            : [];

    private static QueryPlan Or(OrNode or, IReadOnlyList<IndexComponent>? sort, IReadOnlyList<IndexCandidate> indexes)
    {
        if (or.Children.Count == 0) return QueryPlan.Collection;

        IndexScan?[] scans = [.. or.Children.Select(branch => Best(Conditions(branch), null, indexes))];
        if (scans.All(scan => scan is not null)) return new QueryPlan { Scans = [.. scans.Select(scan => scan! with { FilterCovered = false })] };
        return sort is not null && Best([or], sort, indexes) is { } ordered
            ? new QueryPlan { Scans = [ordered with { FilterCovered = false }] }
            : QueryPlan.Collection;
    }

    private static bool IsIdEquality(QueryNode filter) =>
        filter is PathNode { Path.Text: "_id", Predicate: ComparePredicate { Comparison: Comparison.Equal, Value: not BsonArray } };

    private static QueryPlan Hinted(
        QueryNode[] conditions, IReadOnlyList<IndexComponent>? sort, IReadOnlyList<IndexCandidate> indexes, BsonValue hint)
    {
        if (hint is BsonDocument { ElementCount: 1 } natural && natural.TryGetValue("$natural", out BsonValue direction))
        {
            return QueryPlan.Collection with { Backward = direction.IsNumeric && BsonNumber.Compare(direction, 0) < 0 };
        }

        foreach (IndexCandidate index in indexes.Where(index => !index.Definition.Hidden && Names(hint, index.Definition)))
        {
            if (IndexScanBuilder.Build(index, conditions, sort, hinted: true) is { } scan) return new QueryPlan { Scans = [scan] };
        }

        throw CommandException.BadValue(
            "error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index");
    }

    private static bool Names(BsonValue hint, IndexDefinition index) =>
        hint is BsonDocument key ? BsonOrder.Equal(key, index.Key) : hint is BsonString name && name.Value == index.Name;
}
