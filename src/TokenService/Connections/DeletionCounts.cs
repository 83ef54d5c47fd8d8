using System.Globalization;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Tokens.Documents;

namespace Scim.Tokens.Connections;

/// <summary>How many users each connection deleted or disabled in the last hour, counted by the minute.</summary>
internal sealed class DeletionCounts(TokenDatabase database, TimeProvider time)
{
    private const string Minute = "yyyyMMddHHmm";

    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>Counts one and answers how many there are with it. Of several at once each gets a number of its own.</summary>
    public async Task<long> AddAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        var update = new BsonDocument
        {
            { "$inc", new BsonDocument("count", 1L) },
            { "$setOnInsert", new BsonDocument { { "tenant_id", tenantId }, { "purge_at", new BsonDateTime((now + Window + Window).UtcDateTime) } } },
        };
        string current = Key(tenantId, connectionId, now);
        BsonDocument counted = await database.Deletions.FindOneAndUpdateAsync<BsonDocument>(
            new BsonDocument("_id", current),
            update,
            new FindOneAndUpdateOptions<BsonDocument> { IsUpsert = true, ReturnDocument = ReturnDocument.After },
            cancellationToken);
        List<BsonDocument> minutes = await database.Deletions
            .Find(Range(tenantId, new BsonDocument { { "$gte", Key(tenantId, connectionId, now - Window) }, { "$lt", current } }))
            .ToListAsync(cancellationToken);
        return counted["count"].ToInt64() + minutes.Sum(minute => minute["count"].ToInt64());
    }

    /// <summary>Forgets what was counted.</summary>
    public Task ClearAsync(string tenantId, string connectionId, CancellationToken cancellationToken) => database.Deletions.DeleteManyAsync(
        Range(tenantId, new BsonDocument { { "$gte", $"{tenantId}:{connectionId}:" }, { "$lt", $"{tenantId}:{connectionId}:~" } }), cancellationToken);

    private static string Key(string tenantId, string connectionId, DateTimeOffset at) =>
        $"{tenantId}:{connectionId}:{at.UtcDateTime.ToString(Minute, CultureInfo.InvariantCulture)}";

    private static BsonDocument Range(string tenantId, BsonDocument keys) => new() { { "tenant_id", tenantId }, { "_id", keys } };
}
