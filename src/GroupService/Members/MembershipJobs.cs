using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protocol.Errors;
using Scim.Storage.Mongo;
using Scim.Storage.Resources;

namespace Scim.Groups.Members;

/// <summary>
/// The journal of changes that take more than one transaction. A job is written down with all its parts before it
/// begins; each part is taken away in the transaction that applies it. A job in the hands of nobody is finished by the
/// next change of its group or by <see cref="MembershipJobRunner"/>, whichever comes first: no later change gets ahead of it.
/// </summary>
internal sealed class MembershipJobs(MongoConnection connection, MembershipStore edges, TimeProvider time)
{
    private const int PartsAtOnce = 20;
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan DeletionHold = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Unreferenced = TimeSpan.FromHours(1);

    private readonly string _owner = Guid.NewGuid().ToString("N");

    private IMongoCollection<BsonDocument> Jobs => connection.Database.GetCollection<BsonDocument>("membership_jobs");

    private IMongoCollection<BsonDocument> Parts => connection.Database.GetCollection<BsonDocument>("membership_job_parts");

    public async Task CreateIndexesAsync(CancellationToken cancellationToken)
    {
        await Jobs.Indexes.CreateOneAsync(Index("until"), options: null, cancellationToken);
        await Parts.Indexes.CreateOneAsync(Index("at"), options: null, cancellationToken);
    }

    /// <summary>Writes a job down; null where the group is gone or has another job.</summary>
    public async Task<MembershipJob?> BeginAsync(
        StoreCall call, string groupId, IEnumerable<MembershipPart> parts, CancellationToken cancellationToken)
    {
        var job = new MembershipJob(Guid.NewGuid().ToString("N"), call, groupId, Deletes: false);
        DateTime now = time.GetUtcNow().UtcDateTime;
        int number = 0;
        foreach (MembershipPart[] some in parts.Chunk(PartsAtOnce))
        {
            await Parts.InsertManyAsync(some.Select(part => part.ToDocument($"{job.Id}:{number++:D8}", job.Id, now)), options: null, cancellationToken);
        }

        using IClientSessionHandle session = await connection.Database.Client.StartSessionAsync(options: null, cancellationToken);
        bool begun = await session.WithTransactionAsync(
            async (handle, token) =>
            {
                BsonDocument free = MembershipQueries.Group(call.TenantId, groupId).Add("job", BsonNull.Value);
                UpdateResult marked = await edges.Groups.UpdateOneAsync(
                    handle, free, new BsonDocument("$set", new BsonDocument("job", job.Id)), options: null, token);
                if (marked.MatchedCount == 0) return false;
                await Jobs.InsertOneAsync(handle, job.ToDocument(_owner, Until(Hold)), options: null, token);
                return true;
            },
            transactionOptions: null,
            cancellationToken);
        if (!begun) await Parts.DeleteManyAsync(OfJob(job.Id), cancellationToken);
        return begun ? job : null;
    }

    /// <summary>Writes down that a group is about to be deleted.</summary>
    public async Task<MembershipJob> BeginDeletionAsync(StoreCall call, string groupId, CancellationToken cancellationToken)
    {
        var job = new MembershipJob(Guid.NewGuid().ToString("N"), call, groupId, Deletes: true);
        await Jobs.InsertOneAsync(job.ToDocument(_owner, Until(DeletionHold)), options: null, cancellationToken);
        return job;
    }

    /// <summary>The job's next part; null where there is none.</summary>
    public async Task<MembershipPart?> NextAsync(MembershipJob job, CancellationToken cancellationToken)
    {
        BsonDocument? part = await Parts.Find(OfJob(job.Id)).Sort(new BsonDocument("_id", 1)).FirstOrDefaultAsync(cancellationToken);
        return part is null ? null : MembershipPart.Read(job.GroupId, part);
    }

    /// <summary>In the transaction that applies it: takes a part away, or moves its range on; fails where the job is another's by now.</summary>
    public async Task AdvanceAsync(
        IClientSessionHandle session, MembershipJob job, MembershipPart part, string? after, CancellationToken cancellationToken)
    {
        var id = new BsonDocument("_id", part.Id);
        if (after is null) await Parts.DeleteOneAsync(session, id, options: null, cancellationToken);
        else await Parts.UpdateOneAsync(session, id, new BsonDocument("$set", new BsonDocument("after", after)), options: null, cancellationToken);

        var renewal = new BsonDocument("$set", new BsonDocument("until", Until(Hold)));
        UpdateResult own = await Jobs.UpdateOneAsync(session, Own(job.Id), renewal, options: null, cancellationToken);
        if (own.MatchedCount == 0) throw ScimException.Unavailable(TimeSpan.FromSeconds(1), "Another process went on with the change of members.");
    }

    /// <summary>Forgets a job that is done, or whose group is gone.</summary>
    public async Task EndAsync(MembershipJob job, CancellationToken cancellationToken)
    {
        var mark = new BsonDocument
        {
            { "tenantId", job.Call.TenantId }, { "_id", $"{job.Call.TenantId}:{job.GroupId}" }, { "job", job.Id },
        };
        await edges.Groups.UpdateOneAsync(mark, new BsonDocument("$unset", new BsonDocument("job", 1)), options: null, cancellationToken);
        await Jobs.DeleteOneAsync(new BsonDocument("_id", job.Id), cancellationToken);
        await Parts.DeleteManyAsync(OfJob(job.Id), cancellationToken);
    }

    /// <summary>Takes a job that nobody works on; null where somebody does, or it is done.</summary>
    public async Task<MembershipJob?> TakeAsync(string jobId, CancellationToken cancellationToken)
    {
        var free = new BsonDocument { { "_id", jobId }, { "until", new BsonDocument("$lt", time.GetUtcNow().UtcDateTime) } };
        var taken = new BsonDocument("$set", new BsonDocument { { "owner", _owner }, { "until", Until(Hold) } });
        BsonDocument? job = await Jobs.FindOneAndUpdateAsync<BsonDocument>(free, taken, options: null, cancellationToken);
        return job is null ? null : MembershipJob.Read(job);
    }

    /// <summary>Lets another one go on with a job.</summary>
    public Task ReleaseAsync(MembershipJob job, CancellationToken cancellationToken) => Jobs.UpdateOneAsync(
        Own(job.Id), new BsonDocument("$set", new BsonDocument("until", DateTime.UnixEpoch)), options: null, cancellationToken);

    /// <summary>The ids of jobs that nobody works on.</summary>
    public async Task<IReadOnlyList<string>> FreeAsync(int most, CancellationToken cancellationToken)
    {
        var free = new BsonDocument("until", new BsonDocument("$lt", time.GetUtcNow().UtcDateTime));
        List<BsonDocument> found = await Jobs.Find(free).Project(new BsonDocument("_id", 1)).Limit(most).ToListAsync(cancellationToken);
        return [.. found.Select(job => job["_id"].AsString)];
    }

    /// <summary>Removes parts whose job was never begun.</summary>
    public async Task RemoveUnreferencedAsync(CancellationToken cancellationToken)
    {
        var old = new BsonDocument("at", new BsonDocument("$lt", (time.GetUtcNow() - Unreferenced).UtcDateTime));
        BsonDocument? part = await Parts.Find(old).Project(new BsonDocument("job", 1)).FirstOrDefaultAsync(cancellationToken);
        if (part is null) return;
        string job = part["job"].AsString;
        if (await Jobs.CountDocumentsAsync(new BsonDocument("_id", job), options: null, cancellationToken) == 0)
        {
            await Parts.DeleteManyAsync(OfJob(job), cancellationToken);
        }
    }

    /// <summary>Forgets the jobs of a tenant that is deleted.</summary>
    public async Task ForgetAsync(string tenantId, CancellationToken cancellationToken)
    {
        var own = new BsonDocument("tenantId", tenantId);
        foreach (BsonDocument job in await Jobs.Find(own).Project(new BsonDocument("_id", 1)).ToListAsync(cancellationToken))
        {
            await Jobs.DeleteOneAsync(new BsonDocument("_id", job["_id"]), cancellationToken);
            await Parts.DeleteManyAsync(OfJob(job["_id"].AsString), cancellationToken);
        }
    }

    private static CreateIndexModel<BsonDocument> Index(string field) =>
        new(new BsonDocument(field, 1), new CreateIndexOptions<BsonDocument> { Name = field });

    // ';' follows ':'.
    private static BsonDocument OfJob(string jobId) => new("_id", new BsonDocument { { "$gt", $"{jobId}:" }, { "$lt", $"{jobId};" } });

    private BsonDocument Own(string jobId) => new() { { "_id", jobId }, { "owner", _owner } };

    private DateTime Until(TimeSpan hold) => (time.GetUtcNow() + hold).UtcDateTime;
}
