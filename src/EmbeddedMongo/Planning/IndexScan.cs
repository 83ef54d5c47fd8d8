namespace Scim.EmbeddedMongo.Planning;

/// <summary>Ranges of one index to read, in ascending order and disjoint.</summary>
internal sealed record IndexScan(IndexCandidate Index, IReadOnlyList<KeyInterval> Intervals)
{
    /// <summary>Read from the last key of the last interval down.</summary>
    public bool Backward { get; init; }

    /// <summary>Whether documents come in the order of the sort.</summary>
    public bool Sorted { get; init; }

    /// <summary>Whether every document found matches: the filter need not be applied.</summary>
    public bool FilterCovered { get; init; }

    /// <summary>How promising the index is: equalities before lists before ranges before order.</summary>
    public int Score { get; init; }

    /// <summary>A document can be found twice: by two elements of an array.</summary>
    public bool NeedsDistinct => Index.IsMultikey;
}
