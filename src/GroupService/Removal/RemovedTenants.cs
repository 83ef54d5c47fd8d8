using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Storage.Mongo;

namespace Scim.Groups.Removal;

/// <summary>
/// The tenants that were removed, for ever: their ids are not used again, and the feed of users, which may be far behind,
/// tells of their users' deletion still.
/// </summary>
internal sealed class RemovedTenants(MongoConnection connection, TimeProvider time)
{
    private IMongoCollection<BsonDocument> Tenants => connection.Database.GetCollection<BsonDocument>("removed_tenants");

    /// <summary>Those of some tenants that were removed.</summary>
    public async Task<HashSet<string>> AmongAsync(IReadOnlyCollection<string> tenantIds, CancellationToken cancellationToken)
    {
        if (tenantIds.Count == 0) return [];
        var these = new BsonDocument("_id", new BsonDocument("$in", new BsonArray(tenantIds)));
        List<BsonDocument> found = await Tenants.Find(these).Project(new BsonDocument("_id", 1)).ToListAsync(cancellationToken);
        return found.Select(tenant => tenant["_id"].AsString).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Remembers one.</summary>
    public Task AddAsync(string tenantId, CancellationToken cancellationToken) => Tenants.UpdateOneAsync(
        new BsonDocument("_id", tenantId),
        new BsonDocument("$setOnInsert", new BsonDocument("at", new BsonDateTime(time.GetUtcNow().UtcDateTime))),
        new UpdateOptions { IsUpsert = true },
        cancellationToken);
}
