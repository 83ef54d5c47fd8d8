using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Storage.Bson;

namespace Scim.Storage.Resources;

/// <summary>
/// How many resources a tenant has, exactly and without counting them. A creation marks its document with u = 1, a
/// deletion its tombstone with u = -1, in the very write that creates or deletes. The total is the maintained number
/// plus the marks; when there are many marks, one transaction takes some away and adds their sum to the number. So a
/// crash at any moment leaves a right total, and a creation costs no second write.
/// </summary>
internal sealed class TenantTotals(IMongoCollection<RawBsonDocument> resources, IMongoCollection<BsonDocument> totals, TenantTotalsLog log)
{
    private const string Number = "n";
    private const string Created = "created";
    private const string Deleted = "deleted";
    private const int FoldFrom = 1_000;
    private const int MostAtOnce = 1_000;

    // One snapshot for the number and the marks: what a fold moves from one to the other is counted once.
    private readonly IMongoCollection<BsonDocument> _snapshots = totals.WithReadConcern(ReadConcern.Snapshot);

    private readonly HashSet<string> _folding = new(StringComparer.Ordinal);

    /// <summary>The tenant's total, by one command.</summary>
    public async Task<long> ReadAsync(string tenantId, CancellationToken cancellationToken)
    {
        PipelineDefinition<BsonDocument, BsonDocument> pipeline = new[]
        {
            new BsonDocument("$match", new BsonDocument(DocumentFields.Id, tenantId)),
            CountOf(tenantId, 1, Created),
            CountOf(tenantId, -1, Deleted),
        };
        using IAsyncCursor<BsonDocument> found = await _snapshots.AggregateAsync(pipeline, options: null, cancellationToken);
        (long number, long created, long deleted) = (0, 0, 0);
        foreach (BsonDocument part in await found.ToListAsync(cancellationToken))
        {
            if (part.TryGetValue(Number, out BsonValue n)) number = n.ToInt64();
            else if (part.TryGetValue(Created, out n)) created = n.ToInt64();
            else if (part.TryGetValue(Deleted, out n)) deleted = n.ToInt64();
        }

        if (created + deleted > FoldFrom) StartFolding(tenantId);
        return number + created - deleted;
    }

    /// <summary>Takes marks into the number until few are left.</summary>
    public async Task FoldAsync(string tenantId, CancellationToken cancellationToken)
    {
        while (await FoldSomeAsync(tenantId, cancellationToken) == MostAtOnce)
        {
        }
    }

    private static BsonDocument Marked(string tenantId, BsonValue mark) => new()
    {
        { DocumentFields.TenantId, tenantId },
        { DocumentFields.Uncounted, mark },
    };

    private void StartFolding(string tenantId)
    {
        lock (_folding)
        {
            if (!_folding.Add(tenantId)) return;
        }

        _ = Task.Run(async () =>
        {
            try
            {
                await FoldAsync(tenantId, CancellationToken.None);
            }
            catch (Exception error) when (StoreErrors.IsOfDatabase(error))
            {
                log.NotFolded(tenantId, error);
            }
            finally
            {
                lock (_folding) _folding.Remove(tenantId);
            }
        });
    }

    private BsonDocument CountOf(string tenantId, int mark, string name) => new("$unionWith", new BsonDocument
    {
        { "coll", resources.CollectionNamespace.CollectionName },
        { "pipeline", new BsonArray { new BsonDocument("$match", Marked(tenantId, mark)), new BsonDocument("$count", name) } },
    });

    private async Task<int> FoldSomeAsync(string tenantId, CancellationToken cancellationToken)
    {
        using IClientSessionHandle session = await resources.Database.Client.StartSessionAsync(options: null, cancellationToken);
        return await session.WithTransactionAsync((handle, token) => FoldSomeAsync(handle, tenantId, token), transactionOptions: null, cancellationToken);
    }

    private async Task<int> FoldSomeAsync(IClientSessionHandle session, string tenantId, CancellationToken cancellationToken)
    {
        List<RawBsonDocument> marked = await resources
            .Find(session, Marked(tenantId, new BsonDocument("$in", new BsonArray { -1, 1 })))
            .Project<RawBsonDocument>(new BsonDocument(DocumentFields.Uncounted, 1))
            .Limit(MostAtOnce)
            .ToListAsync(cancellationToken);
        if (marked.Count == 0) return 0;

        BsonDocument these = Marked(tenantId, new BsonDocument("$in", new BsonArray { -1, 1 }));
        these.Add(DocumentFields.Id, new BsonDocument("$in", new BsonArray(marked.Select(document => document[DocumentFields.Id]))));
        await resources.UpdateManyAsync(
            session, these, new BsonDocument("$unset", new BsonDocument(DocumentFields.Uncounted, 1)), options: null, cancellationToken);
        var sum = new BsonDocument(Number, marked.Sum(document => document[DocumentFields.Uncounted].ToInt64()));
        await totals.UpdateOneAsync(
            session,
            new BsonDocument(DocumentFields.Id, tenantId),
            new BsonDocument("$inc", sum),
            new UpdateOptions { IsUpsert = true },
            cancellationToken);
        return marked.Count;
    }
}
