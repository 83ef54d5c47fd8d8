using MongoDB.Bson;
using Scim.EmbeddedMongo.Projections;

namespace Scim.EmbeddedMongo.Planning;

/// <summary>What surrounds a plan in a find: explain shows a stage for each.</summary>
internal sealed record PlanRequest
{
    /// <summary>The sort pattern, null for none and for natural order.</summary>
    public BsonDocument? Sort { get; init; }

    public long Skip { get; init; }

    public long Limit { get; init; }

    public Projection? Projection { get; init; }
}
