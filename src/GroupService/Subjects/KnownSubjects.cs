using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Storage.Mongo;

namespace Scim.Groups.Subjects;

/// <summary>
/// The users of all tenants as far as groups need them: who exists, under which name, and who is deleted. It is kept by
/// <see cref="SubjectFollower"/>; what it does not have yet is asked for and learned.
/// </summary>
internal sealed class KnownSubjects(MongoConnection connection, TimeProvider time)
{
    private const string Collection = "known_subjects";
    private const int PageSize = 1_000;

    // Not a comparison with null, which an upsert would write down.
    private static readonly BsonDocument Missing = new("$exists", false);
    private static readonly TimeSpan DeletedLife = TimeSpan.FromDays(30);

    private IMongoCollection<BsonDocument> Subjects => connection.Database.GetCollection<BsonDocument>(Collection);

    /// <summary>Deleted ids expire: after that time UserService's answer is enough.</summary>
    public Task CreateIndexesAsync(CancellationToken cancellationToken) => Subjects.Indexes.CreateOneAsync(
        new CreateIndexModel<BsonDocument>(
            new BsonDocument("deleted", 1), new CreateIndexOptions<BsonDocument> { Name = "deleted", ExpireAfter = DeletedLife }),
        options: null,
        cancellationToken);

    /// <summary>What is known of some ids, by id.</summary>
    public async Task<Dictionary<string, KnownSubject>> FindAsync(string tenantId, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, KnownSubject>(StringComparer.Ordinal);
        foreach (string[] some in ids.Chunk(PageSize))
        {
            foreach (BsonDocument subject in await Subjects.Find(Some(tenantId, some)).ToListAsync(cancellationToken))
            {
                string id = subject["_id"].AsString[(tenantId.Length + 1)..];
                found[id] = new KnownSubject(id, subject.GetValue("display", "").AsString, subject.Contains("deleted"));
            }
        }

        return found;
    }

    /// <summary>Remembers users that UserService told of; who is known already, deleted ones above all, stays as he is.</summary>
    public async Task LearnAsync(string tenantId, IReadOnlyDictionary<string, string> names, CancellationToken cancellationToken)
    {
        foreach (KeyValuePair<string, string>[] some in names.Chunk(PageSize))
        {
            IEnumerable<WriteModel<BsonDocument>> writes = some.Select(user => new UpdateOneModel<BsonDocument>(
                One(tenantId, user.Key), new BsonDocument("$setOnInsert", new BsonDocument("display", user.Value)))
            {
                IsUpsert = true,
            });
            await WriteAsync(writes, cancellationToken);
        }
    }

    /// <summary>Takes over the names of users that exist. Deleted ids stay deleted.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="names">The names by id.</param>
    /// <param name="snapshot">The snapshot that told of them; "" for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task KeepAsync(string tenantId, IReadOnlyDictionary<string, string> names, string snapshot, CancellationToken cancellationToken)
    {
        if (names.Count == 0) return;
        await WriteAsync(
            names.Select(user =>
            {
                var set = new BsonDocument("display", user.Value);
                if (snapshot.Length > 0) set.Add("snapshot", snapshot);
                return new UpdateOneModel<BsonDocument>(One(tenantId, user.Key).Add("deleted", Missing), new BsonDocument("$set", set)) { IsUpsert = true };
            }),
            cancellationToken);
    }

    /// <summary>Remembers that users are deleted. From then on nobody can make them members.</summary>
    public async Task DeleteAsync(string tenantId, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return;
        var change = new BsonDocument
        {
            { "$set", new BsonDocument("deleted", new BsonDateTime(time.GetUtcNow().UtcDateTime)) },
            { "$unset", new BsonDocument("display", 1) },
        };
        await WriteAsync(ids.Select(id => new UpdateOneModel<BsonDocument>(One(tenantId, id), change) { IsUpsert = true }), cancellationToken);
    }

    /// <summary>
    /// Holds users in a transaction: who is deleted at the same time is deleted before it, which this answer tells, or
    /// after it, when the new edges are seen by who removes them.
    /// </summary>
    /// <returns>Whether all of them exist.</returns>
    public async Task<bool> HoldAsync(
        IClientSessionHandle session, string tenantId, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return true;
        UpdateResult held = await Subjects.UpdateManyAsync(
            session,
            Some(tenantId, ids).Add("deleted", Missing),
            new BsonDocument("$inc", new BsonDocument("held", 1L)),
            options: null,
            cancellationToken);
        return held.MatchedCount == ids.Count;
    }

    /// <summary>Users that a snapshot did not tell of, a page at a time, by tenant and id.</summary>
    public async Task<IReadOnlyList<(string TenantId, string Id)>> UntoldAsync(
        string snapshot, (string TenantId, string Id) after, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument
        {
            { "_id", new BsonDocument("$gt", after.TenantId.Length == 0 ? "" : $"{after.TenantId}:{after.Id}") },
            { "deleted", Missing },
            { "snapshot", new BsonDocument("$ne", snapshot) },
        };
        List<BsonDocument> untold = await Subjects.Find(filter).Sort(new BsonDocument("_id", 1)).Limit(PageSize)
            .Project(new BsonDocument("tenantId", 1)).ToListAsync(cancellationToken);
        return [.. untold.Select(subject => (subject["tenantId"].AsString, subject["_id"].AsString[(subject["tenantId"].AsString.Length + 1)..]))];
    }

    private static BsonDocument One(string tenantId, string id) => new() { { "tenantId", tenantId }, { "_id", $"{tenantId}:{id}" } };

    private static BsonDocument Some(string tenantId, IEnumerable<string> ids) => new()
    {
        { "tenantId", tenantId },
        { "_id", new BsonDocument("$in", new BsonArray(ids.Select(id => $"{tenantId}:{id}"))) },
    };

    // An upsert beside a deleted subject finds its id taken: it stays deleted, which is what is wanted.
    private async Task WriteAsync(IEnumerable<WriteModel<BsonDocument>> writes, CancellationToken cancellationToken)
    {
        try
        {
            await Subjects.BulkWriteAsync(writes, new BulkWriteOptions { IsOrdered = false }, cancellationToken);
        }
        catch (MongoBulkWriteException error) when (error.WriteConcernError is null && error.WriteErrors.All(item => item.Category == ServerErrorCategory.DuplicateKey))
        {
        }
    }
}
