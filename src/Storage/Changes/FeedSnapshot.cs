using System.Runtime.CompilerServices;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protos.Common.V1;
using Scim.Storage.Bson;

namespace Scim.Storage.Changes;

/// <summary>
/// Reads everything there is, in the order of ids and a page at a time, so that a slow follower holds no cursor open and
/// one that broke off goes on behind the last document.
/// </summary>
internal sealed class FeedSnapshot(FeedSource source)
{
    private const int PageSize = 1_000;

    /// <summary>The first place of a snapshot.</summary>
    public SnapshotPlace Start => new(source.Collections[0], "");

    /// <summary>The pages behind a place, each with the place behind it; null behind the last.</summary>
    public async IAsyncEnumerable<(IReadOnlyList<FeedChange> Changes, SnapshotPlace? Next)> ReadAsync(
        SnapshotPlace from, string tenantId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SnapshotPlace? place = from;
        while (place is not null)
        {
            List<FeedChange> page = await ReadPageAsync(place, tenantId, cancellationToken);
            place = page.Count == PageSize ? place with { After = page[^1].DocumentId } : Following(place.Collection);
            yield return (page, place);
        }
    }

    private SnapshotPlace? Following(string collection)
    {
        string? next = source.Collections.SkipWhile(name => name != collection).Skip(1).FirstOrDefault();
        return next is null ? null : new SnapshotPlace(next, "");
    }

    private async Task<List<FeedChange>> ReadPageAsync(SnapshotPlace place, string tenantId, CancellationToken cancellationToken)
    {
        var options = new FindOptions<RawBsonDocument> { Sort = new BsonDocument("_id", 1), Limit = PageSize, BatchSize = PageSize };
        using IAsyncCursor<RawBsonDocument> cursor = await source.Database.GetCollection<RawBsonDocument>(place.Collection)
            .FindAsync(TenantScope.AnyAfter(tenantId, place.After), options, cancellationToken);
        var page = new List<FeedChange>();
        while (await cursor.MoveNextAsync(cancellationToken))
        {
            foreach (RawBsonDocument document in cursor.Current)
            {
                using (document) page.Add(new FeedChange(place.Collection, document["_id"].AsString, ChangeKind.Created, RawDocuments.Copy(document)));
            }
        }

        return page;
    }
}
