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
                found[id] = new KnownSubject(id, subject.GetValue("display", "").AsString, subject.Contains("deleted"), subject.Contains("renamed"));
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
    /// <param name="renamed">Those whose edges have to be renamed afterwards, until <see cref="SettleAsync"/>.</param>
    /// <param name="snapshot">The snapshot that told of them; "" for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Those that were not known before.</returns>
    public async Task<HashSet<string>> KeepAsync(
        string tenantId, IReadOnlyDictionary<string, string> names, IReadOnlySet<string> renamed, string snapshot, CancellationToken cancellationToken)
    {
        var fresh = new HashSet<string>(StringComparer.Ordinal);
        foreach (KeyValuePair<string, string>[] some in names.Chunk(PageSize))
        {
            IEnumerable<WriteModel<BsonDocument>> writes = some.Select(user =>
            {
                var set = new BsonDocument("display", user.Value);
                if (renamed.Contains(user.Key)) set.Add("renamed", true);
                if (snapshot.Length > 0) set.Add("snapshot", snapshot);
                return new UpdateOneModel<BsonDocument>(One(tenantId, user.Key).Add("deleted", Missing), new BsonDocument("$set", set)) { IsUpsert = true };
            });
            BulkWriteResult written = await WriteAsync(writes, cancellationToken);
            fresh.UnionWith(written.Upserts.Select(upsert => some[upsert.Index].Key));
        }

        return fresh;
    }

    /// <summary>The edges of these users have their names.</summary>
    public Task SettleAsync(string tenantId, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) => ids.Count == 0
        ? Task.CompletedTask
        : Subjects.UpdateManyAsync(Some(tenantId, ids), new BsonDocument("$unset", new BsonDocument("renamed", 1)), options: null, cancellationToken);

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
    /// Holds users in a transaction: who is deleted or renamed at the same time is so before it, which this answer tells,
    /// or after it, when the new edges are seen by who removes or renames them.
    /// </summary>
    /// <returns>The names of those that exist, by id.</returns>
    public async Task<Dictionary<string, string>> HoldAsync(
        IClientSessionHandle session, string tenantId, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return [];
        var hold = new BsonDocument("$inc", new BsonDocument("held", 1L));
        BsonDocument living = Some(tenantId, ids).Add("deleted", Missing);
        var found = new List<BsonDocument>();
        if (ids.Count == 1)
        {
            BsonDocument? one = await Subjects.FindOneAndUpdateAsync<BsonDocument>(
                session, One(tenantId, ids.First()).Add("deleted", Missing), hold, options: null, cancellationToken);
            if (one is not null) found.Add(one);
        }
        else
        {
            await Subjects.UpdateManyAsync(session, living, hold, options: null, cancellationToken);
            found = await Subjects.Find(session, living).Project(new BsonDocument("display", 1)).ToListAsync(cancellationToken);
        }

        return found.ToDictionary(subject => subject["_id"].AsString[(tenantId.Length + 1)..], subject => subject.GetValue("display", "").AsString, StringComparer.Ordinal);
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
    private async Task<BulkWriteResult> WriteAsync(IEnumerable<WriteModel<BsonDocument>> writes, CancellationToken cancellationToken)
    {
        try
        {
            return await Subjects.BulkWriteAsync(writes, new BulkWriteOptions { IsOrdered = false }, cancellationToken);
        }
        catch (MongoBulkWriteException<BsonDocument> error) when (error.WriteConcernError is null && error.WriteErrors.All(item => item.Category == ServerErrorCategory.DuplicateKey))
        {
            return error.Result;
        }
    }
}
