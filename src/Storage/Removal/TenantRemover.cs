using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;
using Scim.Storage.Resources;

namespace Scim.Storage.Removal;

/// <summary>Removes what a tenant has in a database, part by part and a bounded number at a time, so that it can be stopped and gone on with anywhere.</summary>
public static class TenantRemover
{
    /// <summary>The most documents of one call.</summary>
    public const int Most = 10_000;

    private static readonly TimeSpan CountTime = TimeSpan.FromSeconds(5);

    /// <summary>Removes some.</summary>
    /// <param name="parts">What the tenant has, in the order in which it goes.</param>
    /// <param name="limit">The most documents to remove.</param>
    /// <param name="count">Whether to count first what there is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What was removed, by kinds, and whether nothing is left.</returns>
    /// <exception cref="ScimException">400 invalidValue: the limit.</exception>
    public static async Task<(IReadOnlyList<RemovedPart> Parts, bool Complete)> RemoveAsync(
        IReadOnlyList<TenantPart> parts, int limit, bool count, CancellationToken cancellationToken)
    {
        if (limit is < 1 or > Most) throw ScimException.InvalidValue($"limit is 1 to {Most}.");

        var removed = new Dictionary<string, RemovedPart>(StringComparer.Ordinal);
        foreach (TenantPart part in count ? parts : []) Count(part, await CountAsync(part, cancellationToken), 0);
        int left = limit;
        foreach (TenantPart part in parts)
        {
            int gone = await RemoveSomeAsync(part, left, cancellationToken);
            Count(part, 0, gone);
            left -= gone;
            if (left == 0) break;
        }

        return ([.. removed.Values], left > 0);

        void Count(TenantPart part, long total, int gone)
        {
            if (part.Kind.Length == 0) return;
            if (!removed.TryGetValue(part.Kind, out RemovedPart? of)) removed[part.Kind] = of = new RemovedPart { Kind = part.Kind };
            of.Total += total;
            of.Removed += gone;
        }
    }

    private static async Task<int> RemoveSomeAsync(TenantPart part, int most, CancellationToken cancellationToken)
    {
        List<BsonDocument> found = await part.Collection.Find(part.Filter).Project(new BsonDocument("_id", 1)).Limit(most).ToListAsync(cancellationToken);
        if (found.Count == 0) return 0;

        var these = new BsonDocument(part.Filter) { ["_id"] = new BsonDocument("$in", new BsonArray(found.Select(document => document["_id"]))) };
        await part.Collection.DeleteManyAsync(these, cancellationToken);
        return found.Count;
    }

    // A count is for people who wait; one that takes too long is done without.
    private static async Task<long> CountAsync(TenantPart part, CancellationToken cancellationToken)
    {
        try
        {
            return part.Kind.Length == 0 ? 0 : await part.Collection.CountDocumentsAsync(part.Filter, new CountOptions { MaxTime = CountTime }, cancellationToken);
        }
        catch (Exception error) when (StoreErrors.IsOverTime(error))
        {
            return 0;
        }
    }
}
