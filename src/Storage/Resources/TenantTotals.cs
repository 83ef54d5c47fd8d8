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
    private const string Revision = "rev";
    private const int FoldFrom = 1_000;
    private const int MostAtOnce = 1_000;
    private const int Tries = 20;

    private readonly HashSet<string> _folding = new(StringComparer.Ordinal);

    /// <summary>The tenant's total.</summary>
    public async Task<long> ReadAsync(string tenantId, CancellationToken cancellationToken)
    {
        for (int i = 0; ; i++)
        {
            (long number, long revision) = await ReadNumberAsync(tenantId, cancellationToken);
            long created = await CountAsync(tenantId, 1, cancellationToken);
            long deleted = await CountAsync(tenantId, -1, cancellationToken);
            (_, long after) = await ReadNumberAsync(tenantId, cancellationToken);
            if (created + deleted > FoldFrom) StartFolding(tenantId);
            if (revision == after || i == Tries) return number + created - deleted;
        }
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

    private async Task<(long Number, long Revision)> ReadNumberAsync(string tenantId, CancellationToken cancellationToken)
    {
        BsonDocument? total = await totals.Find(new BsonDocument(DocumentFields.Id, tenantId)).FirstOrDefaultAsync(cancellationToken);
        return total is null ? (0, 0) : (total[Number].ToInt64(), total[Revision].ToInt64());
    }

    private Task<long> CountAsync(string tenantId, int mark, CancellationToken cancellationToken) =>
        resources.CountDocumentsAsync(Marked(tenantId, mark), options: null, cancellationToken);

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
        var sum = new BsonDocument { { Number, marked.Sum(document => document[DocumentFields.Uncounted].ToInt64()) }, { Revision, 1L } };
        await totals.UpdateOneAsync(
            session,
            new BsonDocument(DocumentFields.Id, tenantId),
            new BsonDocument("$inc", sum),
            new UpdateOptions { IsUpsert = true },
            cancellationToken);
        return marked.Count;
    }
}
