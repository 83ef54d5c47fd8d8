using Google.Protobuf;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Tokens.Documents;

namespace Scim.Tokens.Activity;

/// <summary>Records that are added, listed newest first, and purged when their time is over.</summary>
/// <remarks>A document's "order" is its time and id as text: one index serves time ranges and pages alike.</remarks>
internal sealed class RecordStore<T>(IMongoCollection<BsonDocument> collection, TimeSpan life)
    where T : class, IMessage<T>, new()
{
    /// <summary>Adds records; those that are there already stay as they are.</summary>
    /// <returns>Those that were new.</returns>
    public async Task<IReadOnlyCollection<TimedRecord<T>>> AddAsync(IReadOnlyCollection<TimedRecord<T>> records, CancellationToken cancellationToken)
    {
        if (records.Count == 0) return [];

        var documents = records.Select(Document).ToList();
        try
        {
            await collection.InsertManyAsync(documents, new InsertManyOptions { IsOrdered = false }, cancellationToken);
            return records;
        }
        catch (MongoBulkWriteException<BsonDocument> error)
            when (error.WriteConcernError is null && error.WriteErrors.All(item => item.Category == ServerErrorCategory.DuplicateKey))
        {
            var known = error.WriteErrors.Select(item => item.Index).ToHashSet();
            return [.. records.Where((_, index) => !known.Contains(index))];
        }
    }

    public async Task<bool> HasAsync(string tenantId, string id, CancellationToken cancellationToken) =>
        await collection.Find(new BsonDocument { { "tenant_id", tenantId }, { "_id", Key(tenantId, id) } }).AnyAsync(cancellationToken);

    public async Task<RecordPage<T>> ListAsync(
        BsonDocument filter, DateTimeOffset? from, DateTimeOffset? to, string pageToken, int pageSize, CancellationToken cancellationToken)
    {
        var range = new BsonDocument();
        if (from is { } first) range.Add("$gte", Order(first, ""));
        if ((PageToken.Read(pageToken) ?? (to is { } last ? Order(last, "") : null)) is { } before) range.Add("$lt", before);
        if (range.ElementCount > 0) filter.Add("order", range);

        int size = PageToken.Size(pageSize);
        List<BsonDocument> found = await collection.Find(filter)
            .Sort(new BsonDocument("order", -1))
            .Limit(size + 1)
            .ToListAsync(cancellationToken);
        string next = found.Count > size ? PageToken.Write(found[size - 1]["order"].AsString) : "";
        return new([.. found.Take(size).Select(MessageDocument.Read<T>)], next);
    }

    private static string Key(string tenantId, string id) => $"{tenantId}:{id}";

    private static string Order(DateTimeOffset at, string id) => $"{at.ToUnixTimeMilliseconds():D15}:{id}";

    private BsonDocument Document(TimedRecord<T> record)
    {
        BsonDocument document = MessageDocument.Write(record.Message);
        document["_id"] = Key(record.TenantId, record.Id);
        document["order"] = Order(record.At, record.Id);
        document["purge_at"] = new BsonDateTime((record.At + life).UtcDateTime);
        return document;
    }
}
