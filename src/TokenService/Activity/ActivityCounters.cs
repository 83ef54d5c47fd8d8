using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protos.Tokens.V1;

namespace Scim.Tokens.Activity;

/// <summary>
/// Counts of operations by connection, for each day and each minute, so that what a connection did is known without
/// reading its records. A crash between records and counts may leave the last batch uncounted; the records are the truth.
/// </summary>
internal sealed class ActivityCounters(IMongoCollection<BsonDocument> collection, TimeSpan life)
{
    private const string Day = "yyyyMMdd";
    private const string Minute = "yyyyMMddHHmm";
    private const int MaxMinutes = 5_000; // a cycle of more than three days is told from its last three days

    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(10);

    /// <summary>Counts records that are new.</summary>
    public async Task AddAsync(IReadOnlyCollection<TimedRecord<ActivityRecord>> records, CancellationToken cancellationToken)
    {
        if (records.Count == 0) return;

        var updates = records
            .SelectMany(record => new[] { (Key: Key(record, Day, 'd'), record), (Key: Key(record, Minute, 'm'), record) })
            .GroupBy(pair => pair.Key, pair => pair.record, StringComparer.Ordinal)
            .Select(group => Update(group.Key, [.. group]));
        await collection.BulkWriteAsync(updates, new BulkWriteOptions { IsOrdered = false }, cancellationToken);
    }

    /// <summary>The days that had operations, oldest first.</summary>
    public async Task<IEnumerable<ActivityDay>> DaysAsync(string tenantId, string connectionId, DateTimeOffset first, CancellationToken cancellationToken)
    {
        string prefix = Prefix(tenantId, connectionId, 'd');
        List<BsonDocument> found = await collection.Find(Range(tenantId, prefix, Text(first, Day)))
            .Sort(new BsonDocument("_id", 1))
            .ToListAsync(cancellationToken);
        return found.Select(document => new ActivityDay
        {
            Date = Time(document, prefix, Day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Successes = Count(document, "successes"),
            Failures = Count(document, "failures"),
        });
    }

    /// <summary>The last operations without a gap of more than ten minutes between them; null where there are none.</summary>
    public async Task<ActivityCycle?> LastCycleAsync(string tenantId, string connectionId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string prefix = Prefix(tenantId, connectionId, 'm');
        using IAsyncCursor<BsonDocument> minutes = await collection.Find(Range(tenantId, prefix, ""))
            .Sort(new BsonDocument("_id", -1))
            .Limit(MaxMinutes)
            .ToCursorAsync(cancellationToken);
        ActivityCycle? cycle = null;
        DateTimeOffset earliest = default;
        while (await minutes.MoveNextAsync(cancellationToken))
        {
            foreach (BsonDocument minute in minutes.Current)
            {
                DateTimeOffset at = Time(minute, prefix, Minute);
                if (cycle is not null && earliest - at > Gap) return cycle;

                cycle ??= new ActivityCycle { LastOperation = Timestamp.FromDateTimeOffset(at), Running = now - at <= Gap };
                cycle.Failures += Count(minute, "failures");
                cycle.Operations += Count(minute, "successes") + Count(minute, "failures");
                cycle.Started = Timestamp.FromDateTimeOffset(earliest = at);
            }
        }

        return cycle;
    }

    private static string Text(DateTimeOffset at, string form) => at.UtcDateTime.ToString(form, CultureInfo.InvariantCulture);

    private static string Prefix(string tenantId, string connectionId, char kind) => $"{tenantId}:{connectionId}:{kind}:";

    private static string Key(TimedRecord<ActivityRecord> record, string form, char kind) =>
        Prefix(record.TenantId, record.Message.ConnectionId, kind) + Text(record.At, form);

    private static BsonDocument Range(string tenantId, string prefix, string first) =>
        new() { { "tenant_id", tenantId }, { "_id", new BsonDocument { { "$gte", prefix + first }, { "$lt", prefix + "~" } } } };

    private static DateTimeOffset Time(BsonDocument document, string prefix, string form) => DateTimeOffset.ParseExact(
        document["_id"].AsString.AsSpan(prefix.Length), form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static long Count(BsonDocument document, string name) => document.GetValue(name, 0).ToInt64();

    private UpdateOneModel<BsonDocument> Update(string key, List<TimedRecord<ActivityRecord>> records)
    {
        int failures = records.Count(record => record.Message.Outcome == ActivityOutcome.Failure);
        TimedRecord<ActivityRecord> last = records.MaxBy(record => record.At)!;
        var update = new BsonDocument
        {
            { "$inc", new BsonDocument { { "successes", (long)(records.Count - failures) }, { "failures", (long)failures } } },
            { "$setOnInsert", new BsonDocument("tenant_id", last.TenantId) },
            { "$max", new BsonDocument("purge_at", new BsonDateTime((last.At + life).UtcDateTime)) },
        };
        return new UpdateOneModel<BsonDocument>(new BsonDocument("_id", key), update) { IsUpsert = true };
    }
}
