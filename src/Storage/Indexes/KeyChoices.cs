using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protocol.Errors;
using Scim.Storage.Resources;

namespace Scim.Storage.Indexes;

/// <summary>
/// The choices of lookup attributes, a document a tenant, and how far keys are made of them. Who makes keys holds the
/// document for a while, so that one process does it; two of them would write the same.
/// </summary>
internal sealed class KeyChoices(IMongoCollection<BsonDocument> documents, StorageOptions options, TimeProvider time)
{
    /// <summary>The most attributes that a tenant's connections may choose together.</summary>
    public const int Most = 64;

    /// <summary>The most attributes of a tenant with those that custom extensions mark as indexed.</summary>
    public const int MostInAll = 2 * Most;

    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(30);

    private readonly string _owner = Guid.NewGuid().ToString("N");

    /// <summary>A tenant's choice.</summary>
    public async Task<KeyChoice> ReadAsync(string tenantId, CancellationToken cancellationToken) =>
        await documents.Find(ById(tenantId)).FirstOrDefaultAsync(cancellationToken) is { } document ? Read(document) : KeyChoice.None;

    /// <summary>Adds attributes to a tenant's choice. What is chosen stays: another connection may match by it.</summary>
    /// <exception cref="ScimException">400 invalidValue: there would be too many.</exception>
    public async Task<KeyChoice> AddAsync(string tenantId, IReadOnlyCollection<string> paths, int most, CancellationToken cancellationToken)
    {
        while (true)
        {
            KeyChoice choice = await ReadAsync(tenantId, cancellationToken);
            string[] all = [.. choice.Paths.Union(paths, StringComparer.Ordinal)];
            if (all.Length == choice.Paths.Count) return choice;
            if (all.Length > most) throw ScimException.InvalidValue($"A tenant's connections have at most {Most} matching attributes together.");

            var next = new KeyChoice(choice.Revision + 1, all, choice.Ready, "");
            if (await WriteAsync(tenantId, choice.Revision, next, cancellationToken)) return next;
        }
    }

    /// <summary>
    /// Takes a tenant whose keys are to be made, and which was chosen long enough ago that every writer knows of it.
    /// </summary>
    public async Task<(string TenantId, KeyChoice Choice)?> TakeAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        var due = new BsonDocument
        {
            { "open", true },
            { "since", new BsonDocument("$lte", new BsonDateTime((now - options.KeyPlanSettling).UtcDateTime)) },
            { "$or", new BsonArray { new BsonDocument("owner", _owner), new BsonDocument("until", new BsonDocument("$lt", new BsonDateTime(now.UtcDateTime))) } },
        };
        BsonDocument? taken = await documents.FindOneAndUpdateAsync<BsonDocument>(
            due, Held(now), new FindOneAndUpdateOptions<BsonDocument> { ReturnDocument = ReturnDocument.After }, cancellationToken);
        return taken is null ? null : (taken["_id"].AsString, Read(taken));
    }

    /// <summary>Keeps how far it is; false where the choice has changed, or another process has taken over.</summary>
    public Task<bool> SavePlaceAsync(string tenantId, KeyChoice choice, string place, CancellationToken cancellationToken)
    {
        BsonDocument update = Held(time.GetUtcNow());
        update["$set"]["place"] = place;
        return UpdateAsync(tenantId, choice, update, cancellationToken);
    }

    /// <summary>
    /// Keeps of which attributes all resources have keys; the others, which this process does not know yet, are due again
    /// later. False where the choice has changed, or another process has taken over.
    /// </summary>
    public Task<bool> FinishAsync(string tenantId, KeyChoice choice, IReadOnlyCollection<string> ready, CancellationToken cancellationToken)
    {
        BsonDocument fields = new() { { "ready", new BsonArray(ready) }, { "open", ready.Count < choice.Paths.Count } };
        if (ready.Count < choice.Paths.Count) fields.Add("since", new BsonDateTime(time.GetUtcNow().UtcDateTime)).Add("place", "");
        return UpdateAsync(tenantId, choice, Set(fields), cancellationToken);
    }

    private static BsonDocument ById(string tenantId) => new("_id", tenantId);

    private static BsonDocument Set(BsonDocument fields) => new("$set", fields);

    private static KeyChoice Read(BsonDocument document) => new(
        document["rev"].AsInt64,
        [.. document["paths"].AsBsonArray.Select(path => path.AsString)],
        [.. document["ready"].AsBsonArray.Select(path => path.AsString)],
        document["place"].AsString);

    private BsonDocument Held(DateTimeOffset now) =>
        Set(new BsonDocument { { "owner", _owner }, { "until", new BsonDateTime((now + Hold).UtcDateTime) } });

    private async Task<bool> UpdateAsync(string tenantId, KeyChoice choice, BsonDocument update, CancellationToken cancellationToken)
    {
        BsonDocument own = ById(tenantId).Add("rev", choice.Revision).Add("owner", _owner);
        return (await documents.UpdateOneAsync(own, update, options: null, cancellationToken)).MatchedCount == 1;
    }

    private async Task<bool> WriteAsync(string tenantId, long revision, KeyChoice next, CancellationToken cancellationToken)
    {
        var fields = new BsonDocument
        {
            { "rev", next.Revision },
            { "paths", new BsonArray(next.Paths) },
            { "ready", new BsonArray(next.Ready) },
            { "place", "" },
            { "open", true },
            { "since", new BsonDateTime(time.GetUtcNow().UtcDateTime) },
            { "owner", "" },
            { "until", new BsonDateTime(DateTime.UnixEpoch) },
        };
        try
        {
            UpdateResult result = await documents.UpdateOneAsync(
                ById(tenantId).Add("rev", revision), Set(fields), new UpdateOptions { IsUpsert = revision == 0 }, cancellationToken);
            return result.MatchedCount == 1 || result.UpsertedId is not null;
        }
        catch (MongoWriteException error) when (StoreErrors.IsDuplicateKey(error))
        {
            return false;
        }
    }
}
