using MongoDB.Bson;
using MongoDB.Driver;

namespace Scim.Storage.Changes;

/// <summary>What a feed is made of: some collections of one database.</summary>
/// <param name="Name">The feed's name, which its tokens carry.</param>
/// <param name="Database">The database.</param>
/// <param name="Collections">The collections, in the order of a snapshot.</param>
internal sealed record FeedSource(string Name, IMongoDatabase Database, IReadOnlyList<string> Collections)
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    /// <summary>Opens the stream of changes behind a place, or from now on.</summary>
    /// <param name="place">The place; null for the present.</param>
    /// <param name="tenantId">The tenant whose changes are told; "" for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<FeedStream> OpenAsync(string? place, string tenantId, CancellationToken cancellationToken)
    {
        var options = new ChangeStreamOptions
        {
            FullDocument = ChangeStreamFullDocumentOption.UpdateLookup,
            MaxAwaitTime = Wait,
            ResumeAfter = place is null ? null : new BsonDocument("_data", place),
        };
        PipelineDefinition<ChangeStreamDocument<BsonDocument>, RawBsonDocument> pipeline = new BsonDocument[] { new("$match", Condition(tenantId)) };
        return new FeedStream(await Database.WatchAsync(pipeline, options, cancellationToken));
    }

    // Bookkeeping that leaves the version alone (totals, keys) is no change of a resource.
    private BsonDocument Condition(string tenantId)
    {
        var changes = new BsonDocument
        {
            { "ns.coll", new BsonDocument("$in", new BsonArray(Collections)) },
            {
                "$or", new BsonArray
                {
                    new BsonDocument("operationType", new BsonDocument("$in", new BsonArray { "insert", "replace", "delete" })),
                    new BsonDocument("updateDescription.updatedFields.version", new BsonDocument("$exists", true)),
                }
            },
        };
        if (tenantId.Length > 0) changes.Add("documentKey._id", TenantScope.DocumentIds(tenantId));
        var ends = new BsonDocument
        {
            { "operationType", new BsonDocument("$in", new BsonArray { "drop", "rename" }) },
            { "ns.coll", new BsonDocument("$in", new BsonArray(Collections)) },
        };
        var end = new BsonDocument("operationType", new BsonDocument("$in", new BsonArray { "dropDatabase", "invalidate" }));
        return new BsonDocument("$or", new BsonArray { changes, ends, end });
    }
}
