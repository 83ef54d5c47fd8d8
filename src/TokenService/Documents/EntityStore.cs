using Google.Protobuf;
using Google.Protobuf.Reflection;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;
using Scim.Storage.Mongo;

namespace Scim.Tokens.Documents;

/// <summary>
/// Messages with created, last_modified, version and last_change, one document each. Only what changed is written, and the
/// version in the filter decides between writers.
/// </summary>
internal sealed class EntityStore<T>(IMongoCollection<BsonDocument> collection, string noun)
    where T : class, IMessage<T>, new()
{
    private const string Revision = "revision";
    private const string TenantId = "tenant_id";
    private const int Attempts = 20;

    private static readonly string[] Maintained = ["created", "last_modified", "version", "last_change"];

    /// <summary>Creates an entity; a retry of the same mutation answers what it created.</summary>
    public async Task<T> CreateAsync(string tenantId, string key, T entity, Mutation by, CancellationToken cancellationToken)
    {
        Set(entity, "created", by.Time);
        Set(entity, "last_modified", by.Time);
        Set(entity, "last_change", by.ToLastChange([]));
        BsonDocument document = MessageDocument.Write(entity);
        document.Remove("version");
        document[TenantId] = tenantId;
        document["_id"] = key;
        document[Revision] = 1L;
        try
        {
            await collection.InsertOneAsync(document, null, cancellationToken);
            return Read(document);
        }
        catch (MongoWriteException error) when (MongoErrors.IsDuplicateKey(error))
        {
            T? existing = await FindAsync(tenantId, key, cancellationToken);
            return existing is not null && IsBy(existing, by)
                ? existing
                : throw ScimException.Uniqueness($"There is a {noun} with this id already.");
        }
    }

    public async Task<T?> FindAsync(string tenantId, string key, CancellationToken cancellationToken) =>
        await One(tenantId, key).FirstOrDefaultAsync(cancellationToken) is { } document ? Read(document) : null;

    public async Task<T> GetAsync(string tenantId, string key, CancellationToken cancellationToken) =>
        await FindAsync(tenantId, key, cancellationToken) ?? throw Missing();

    /// <summary>At most <paramref name="limit"/> entities that match, in the order of their keys.</summary>
    public async Task<List<T>> ListAsync(BsonDocument filter, int limit, CancellationToken cancellationToken)
    {
        List<BsonDocument> found = await collection.Find(filter).Sort(new BsonDocument("_id", 1)).Limit(limit).ToListAsync(cancellationToken);
        return [.. found.Select(Read)];
    }

    public Task<long> CountAsync(string tenantId, CancellationToken cancellationToken) =>
        collection.CountDocumentsAsync(new BsonDocument(TenantId, tenantId), null, cancellationToken);

    /// <summary>
    /// Changes an entity. What is the same afterwards is not written; nor is anything for a retry of the same mutation, unless the change is
    /// to be made <paramref name="again"/>.
    /// </summary>
    /// <returns>The entity and the names of the fields that changed.</returns>
    public async Task<(T Entity, IReadOnlyList<string> Changed)> UpdateAsync(
        string tenantId, string key, string ifMatch, Mutation by, Action<T> change, CancellationToken cancellationToken, bool again = false)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            BsonDocument before = await One(tenantId, key).FirstOrDefaultAsync(cancellationToken) ?? throw Missing();
            T entity = Read(before);
            if (!again && IsBy(entity, by)) return (entity, []);

            RequireMatch(entity, ifMatch);
            T after = entity.Clone();
            change(after);
            if (Difference(entity, after) is not { Count: > 0 } changed) return (entity, []);

            Set(after, "last_modified", by.Time);
            Set(after, "last_change", by.ToLastChange(changed));
            BsonDocument filter = Filter(tenantId, key).Add(Revision, before[Revision]);
            UpdateDefinition<BsonDocument> update = Update(after, changed);
            BsonDocument? written = await collection.FindOneAndUpdateAsync(
                filter, update, new FindOneAndUpdateOptions<BsonDocument> { ReturnDocument = ReturnDocument.After }, cancellationToken);
            if (written is not null) return (Read(written), changed);
        }

        throw ScimException.Unavailable(TimeSpan.FromSeconds(1), $"Others keep changing the {noun}.");
    }

    /// <summary>Removes an entity; false where there is none.</summary>
    public async Task<bool> RemoveAsync(string tenantId, string key, string ifMatch, CancellationToken cancellationToken)
    {
        if (ifMatch.Length > 0 && await FindAsync(tenantId, key, cancellationToken) is { } entity) RequireMatch(entity, ifMatch);
        return (await collection.DeleteOneAsync(Filter(tenantId, key), cancellationToken)).DeletedCount > 0;
    }

    public Task RemoveAllAsync(string tenantId, CancellationToken cancellationToken) =>
        collection.DeleteManyAsync(new BsonDocument(TenantId, tenantId), cancellationToken);

    public ScimException Missing() => ScimException.NotFound($"There is no such {noun}.");

    private static BsonDocument Filter(string tenantId, string key) => new() { { TenantId, tenantId }, { "_id", key } };

    private static bool IsBy(T entity, Mutation by) => ((LastChange?)Get(entity, "last_change"))?.RequestId == by.RequestId;

    private static object? Get(T entity, string field) => entity.Descriptor.FindFieldByName(field).Accessor.GetValue(entity);

    private static void Set(T entity, string field, object value) => entity.Descriptor.FindFieldByName(field).Accessor.SetValue(entity, value);

    private static List<string> Difference(T before, T after) =>
        [.. before.Descriptor.Fields.InDeclarationOrder()
            .Where(field => !Maintained.Contains(field.Name) && !Equals(MessageDocument.Value(before, field), MessageDocument.Value(after, field)))
            .Select(field => field.Name)];

    private static UpdateDefinition<BsonDocument> Update(T entity, IEnumerable<string> changed)
    {
        UpdateDefinition<BsonDocument> update = Builders<BsonDocument>.Update.Inc(Revision, 1L);
        foreach (string name in changed.Append("last_modified").Append("last_change"))
        {
            FieldDescriptor field = entity.Descriptor.FindFieldByName(name);
            update = MessageDocument.Value(entity, field) is { } value ? update.Set(name, value) : update.Unset(name);
        }

        return update;
    }

    private static T Read(BsonDocument document)
    {
        T entity = MessageDocument.Read<T>(document);
        Set(entity, "version", $"W/\"{document[Revision].ToInt64()}\"");
        return entity;
    }

    private IFindFluent<BsonDocument, BsonDocument> One(string tenantId, string key) => collection.Find(Filter(tenantId, key));

    private void RequireMatch(T entity, string ifMatch)
    {
        if (ifMatch is not ("" or "*") && ifMatch != (string)Get(entity, "version")!)
            throw ScimException.PreconditionFailed($"The {noun} has another version.");
    }
}
