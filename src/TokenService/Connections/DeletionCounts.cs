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

    /// <summary>Counts one and answers how many there are with it. Of several at once each gets a number of its own or a greater one.</summary>
    public async Task<long> AddAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        var update = new BsonDocument
        {
            { "$inc", new BsonDocument("count", 1L) },
            { "$setOnInsert", new BsonDocument { { "tenant_id", tenantId }, { "purge_at", new BsonDateTime((now + Window + Window).UtcDateTime) } } },
        };
        await database.Deletions.UpdateOneAsync(
            new BsonDocument("_id", Key(tenantId, connectionId, now)), update, new UpdateOptions { IsUpsert = true }, cancellationToken);

        List<BsonDocument> minutes = await database.Deletions
            .Find(Range(tenantId, Key(tenantId, connectionId, now - Window), Key(tenantId, connectionId, now)))
            .ToListAsync(cancellationToken);
        return minutes.Sum(minute => minute["count"].ToInt64());
    }

    /// <summary>Forgets what was counted.</summary>
    public Task ClearAsync(string tenantId, string connectionId, CancellationToken cancellationToken) => database.Deletions.DeleteManyAsync(
        Range(tenantId, $"{tenantId}:{connectionId}:", $"{tenantId}:{connectionId}:~"), cancellationToken);

    private static string Key(string tenantId, string connectionId, DateTimeOffset at) =>
        $"{tenantId}:{connectionId}:{at.UtcDateTime.ToString(Minute, CultureInfo.InvariantCulture)}";

    private static BsonDocument Range(string tenantId, string first, string last) =>
        new() { { "tenant_id", tenantId }, { "_id", new BsonDocument { { "$gte", first }, { "$lte", last } } } };
}
