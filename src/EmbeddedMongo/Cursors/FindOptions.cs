using MongoDB.Bson;
using Scim.EmbeddedMongo.Query;
using Scim.EmbeddedMongo.Sorting;

namespace Scim.EmbeddedMongo.Cursors;

/// <summary>A query on one collection.</summary>
internal sealed record FindOptions(QueryNode Filter)
{
    /// <summary>The order that is asked for; null for none and for natural order, which is a hint.</summary>
    public SortPattern? Sort { get; private init; }

    public long Skip { get; init; }

    public long Limit { get; init; }

    /// <summary>The name or key pattern of the index to use, or $natural.</summary>
    public BsonValue? Hint { get; init; }

    /// <summary>Only how many documents there are is wanted, not what is in them.</summary>
    public bool CountsOnly { get; init; }

    /// <summary>With the sort of a command; $natural becomes a hint.</summary>
    public FindOptions SortedBy(BsonDocument? sort) =>
        sort is { ElementCount: 1 } && sort.GetElement(0) is { Name: "$natural", Value.IsNumeric: true }
            ? this with { Hint = sort }
            : this with { Sort = SortPattern.Parse(sort) };
}
