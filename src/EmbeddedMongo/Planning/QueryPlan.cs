namespace Scim.EmbeddedMongo.Planning;

/// <summary>How a query reaches its documents.</summary>
internal sealed record QueryPlan
{
    /// <summary>The whole collection, in natural order.</summary>
    public static QueryPlan Collection { get; } = new();

    /// <summary>
    /// The index ranges to read; none means the whole collection. With several, which the branches of an $or give,
    /// a document may come from more than one of them and counts once.
    /// </summary>
    public IReadOnlyList<IndexScan> Scans { get; init; } = [];

    /// <summary>The filter is equality on _id and nothing else: one document at most.</summary>
    public bool IsIdLookup { get; init; }

    /// <summary>The filter is an $or, whose branches are planned one by one.</summary>
    public bool IsSubplan { get; init; }

    /// <summary>Natural order from the end; the direction of an index scan is its own.</summary>
    public bool Backward { get; init; }

    public bool IsCollectionScan => Scans.Count == 0;

    /// <summary>Whether documents come in the order of the sort, so that none is needed.</summary>
    public bool Sorted => Scans is [{ Sorted: true }];

    /// <summary>Whether every document found matches the filter.</summary>
    public bool FilterCovered => Scans is [{ FilterCovered: true }];
}
