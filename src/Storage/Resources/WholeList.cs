using Google.Protobuf;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protocol.Paging;
using Scim.Protos.Common.V1;
using Scim.Storage.Bson;

namespace Scim.Storage.Resources;

/// <summary>
/// Reads pages of everything that a tenant has, in the order of ids, with the maintained total. A page costs the same
/// wherever it is.
/// </summary>
internal sealed class WholeList<T>(ResourceCollection<T> collection, TenantTotals totals, TimeProvider time)
    where T : class, IMessage<T>, new()
{
    private static readonly BsonDocument ById = new(DocumentFields.Id, 1);

    private readonly PageAnchors _anchors = new(time);

    /// <summary>Reads a page.</summary>
    /// <param name="list">A list without filter and order.</param>
    /// <param name="form">What documents are read as.</param>
    /// <param name="id">The document's id of what was read.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(List<TItem> Items, ListPage Page)> ReadAsync<TItem>(
        ListRequest<T> list, ProjectionDefinition<RawBsonDocument, TItem> form, Func<TItem, string> id, CancellationToken cancellationToken)
    {
        Task<long> total = totals.ReadAsync(list.Call.TenantId, cancellationToken);
        Task<(List<TItem> Items, ListPage Page)> reading = list.Query.HasCursor
            ? ReadByCursorAsync(list, form, id, cancellationToken)
            : ReadByIndexAsync(list, form, id, cancellationToken);
        await Task.WhenAll(reading, total);
        (List<TItem> items, ListPage page) = await reading;
        page.TotalResults = await total;
        return (items, page);
    }

    // From the nearest anchor on.
    private async Task<(List<TItem> Items, ListPage Page)> ReadByIndexAsync<TItem>(
        ListRequest<T> list, ProjectionDefinition<RawBsonDocument, TItem> form, Func<TItem, string> id, CancellationToken cancellationToken)
    {
        (int anchor, string? after) = _anchors.Before(list.Name, list.StartIndex);
        List<TItem> items = await FindAsync(list, form, after, list.Count, list.StartIndex - anchor, cancellationToken);
        if (items.Count == list.Count && items.Count > 0) _anchors.Remember(list.Name, list.StartIndex + items.Count, id(items[^1]));
        return (items, new ListPage { StartIndex = list.StartIndex });
    }

    private async Task<(List<TItem> Items, ListPage Page)> ReadByCursorAsync<TItem>(
        ListRequest<T> list, ProjectionDefinition<RawBsonDocument, TItem> form, Func<TItem, string> id, CancellationToken cancellationToken)
    {
        string? after = PageCursor.Read(list.Name, list.Query.Cursor);
        var page = new ListPage { StartIndex = 1 };
        if (list.Count == 0) return ([], page);

        List<TItem> items = await FindAsync(list, form, after, list.Count + 1, skip: 0, cancellationToken);
        if (items.Count > list.Count)
        {
            items.RemoveAt(list.Count);
            page.NextCursor = PageCursor.Of(list.Name, id(items[^1]));
        }

        return (items, page);
    }

    private async Task<List<TItem>> FindAsync<TItem>(
        ListRequest<T> list, ProjectionDefinition<RawBsonDocument, TItem> form, string? after, int limit, int skip, CancellationToken cancellationToken)
    {
        if (limit == 0) return [];
        var items = new List<TItem>(limit);
        var page = new FindPage { Sort = ById, Limit = limit, Skip = skip, BatchSize = limit };
        using IAsyncCursor<TItem> cursor = await collection.FindAsync(TenantScope.LiveAfter(list.Call.TenantId, after), form, list.Call, page, cancellationToken);
        while (await cursor.MoveNextAsync(cancellationToken)) items.AddRange(cursor.Current);
        return items;
    }
}
