using MongoDB.Bson;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Cursors;

/// <summary>A query on one collection.</summary>
internal sealed record FindOptions(QueryNode Filter)
{
    public SortOrder? Sort { get; init; }

    public long Skip { get; init; }

    public long Limit { get; init; }

    /// <summary>The name or key pattern of the index to use.</summary>
    public BsonValue? Hint { get; init; }
}
