using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.Cursors;

/// <summary>How a query reaches its documents: ranges of an index, or the whole collection where there is no index.</summary>
internal sealed record AccessPath(IndexInfo? Index, IReadOnlyList<KeyRange> Ranges)
{
    public static AccessPath Collection { get; } = new(null, []);

    public bool Backward { get; init; }

    /// <summary>Whether documents come in the order that the query asks for.</summary>
    public bool Sorted { get; init; }

    /// <summary>Whether one document at most can match: equality on _id.</summary>
    public bool IsPoint { get; init; }
}
