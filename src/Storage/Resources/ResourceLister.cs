using Google.Protobuf;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Paging;
using Scim.Protos.Common.V1;
using Scim.Storage.Bson;
using Scim.Storage.Filters;
using Scim.Storage.Indexes;
using Scim.Storage.Json;

namespace Scim.Storage.Resources;

/// <summary>
/// Reads lists a page at a time, in the order of ids. Without a filter a page costs the same wherever it is; with one,
/// a lookup key leads to the matches, or the database narrows the candidates down and the evaluator decides, within
/// the bounds of <see cref="StorageOptions"/>: beyond them the answer is 400 tooMany, not a slow database.
/// </summary>
internal sealed class ResourceLister<T>(ResourceCollection<T> collection, WholeList<T> whole, StorageOptions options)
    where T : class, IMessage<T>, new()
{
    private const int BatchSize = 1_000;
    private const int MostByPrefix = 1_000;
    private static readonly BsonDocument IdOnly = new(DocumentFields.Id, 1);
    private static readonly BsonDocument ById = new(DocumentFields.Id, 1);

    /// <summary>Reads the page that a query asks for.</summary>
    public async Task<ResourcePage<T>> ListAsync(
        StoreCall call, ResourceLayout<T> layout, KeyPlan plan, ListQuery query, ReadMask<T> mask, CancellationToken cancellationToken)
    {
        BoundFilter? filter = query.Filter.Length == 0 ? null : FilterBinder.Bind(FilterParser.Parse(query.Filter), layout.Type);
        var list = new ListRequest<T>(call, layout, query, filter, mask)
        {
            Count = Count(query),
            Part = filter is null ? null : new FilterTranslator<T>(layout, plan, call).Translate(filter),
        };
        list = await NarrowedAsync(list, cancellationToken);
        if (query.SortBy.Length > 0) return await new SortedList<T>(collection, options).ReadAsync(list, cancellationToken);
        if (filter is null) return await ReadAllAsync(list, cancellationToken);
        return await (query.HasCursor ? ReadByCursorAsync(list, cancellationToken) : ReadMatchesAsync(list, cancellationToken));
    }

    /// <summary>Reads a page of everything as JSON.</summary>
    public async Task<JsonPage> ListJsonAsync(
        StoreCall call, ResourceLayout<T> layout, ListQuery query, ReadMask<T> mask, ScimWriteOptions json, CancellationToken cancellationToken)
    {
        var list = new ListRequest<T>(call, layout, query, Filter: null, mask) { Count = Count(query), Part = null };
        using var serializer = new JsonDocumentSerializer<T>(new DocumentJsonWriter<T>(layout, call.ConnectionId, json));
        (List<JsonResource> items, ListPage page) = await whole.ReadAsync(
            list, serializer.With(mask.Projection), item => TenantScope.DocumentId(call.TenantId, item.Id), cancellationToken);
        return new JsonPage(items, page);
    }

    // What few values begin with their keys lead to. Where many begin so, going through all in the order of ids meets them soon.
    private async Task<ListRequest<T>> NarrowedAsync(ListRequest<T> list, CancellationToken cancellationToken)
    {
        if (list.IsKeyed || list.Part?.Prefix is not { } prefix) return list;
        var ids = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string begin in (string[])[prefix, LookupKey.LongPrefixOf(prefix)])
        {
            using IAsyncCursor<RawBsonDocument> cursor = await collection.FindAsync<RawBsonDocument>(
                TenantScope.WithKeyPrefix(list.Call.TenantId, begin), IdOnly, list.Call, new FindPage { Limit = MostByPrefix + 1 }, cancellationToken);
            foreach (RawBsonDocument found in await cursor.ToListAsync(cancellationToken))
            {
                using (found) ids.Add(found[DocumentFields.Id].AsString);
            }

            if (ids.Count > MostByPrefix) return list;
        }

        return list with { Candidates = [.. ids] };
    }

    private int Count(ListQuery query) => query.HasCount ? Math.Clamp(query.Count, 0, options.MaxPageSize) : options.DefaultPageSize;

    private async Task<ResourcePage<T>> ReadAllAsync(ListRequest<T> list, CancellationToken cancellationToken)
    {
        var reader = new DocumentReader<T>(list.Layout, list.Call.ConnectionId) { WithMeta = list.Mask.WithMeta, WithProvenance = list.Mask.WithProvenance };
        (List<StoredResource<T>> items, ListPage page) = await whole.ReadAsync(
            list, new DocumentSerializer<T>(reader).With(list.Mask.Projection), item => item.DocumentId, cancellationToken);
        return new ResourcePage<T>([.. items.Select(item => item.Resource)], page);
    }

    // What matches a filter: each candidate is decided about, because totalResults counts them all.
    private async Task<ResourcePage<T>> ReadMatchesAsync(ListRequest<T> list, CancellationToken cancellationToken)
    {
        var found = new List<StoredResource<T>>();
        long total = 0;
        await foreach (StoredResource<T> stored in CandidatesAsync(list, null, cancellationToken))
        {
            total++;
            if (list.IsKeyed || (total >= list.StartIndex && found.Count < list.Count)) found.Add(stored);
        }

        if (list.IsKeyed)
        {
            found.Sort((left, right) => string.CompareOrdinal(left.DocumentId, right.DocumentId));
            found = [.. found.Skip(list.StartIndex - 1).Take(list.Count)];
        }

        return new ResourcePage<T>(
            [.. found.Select(stored => stored.Resource)],
            new ListPage { StartIndex = list.StartIndex, TotalResults = total });
    }

    private async Task<ResourcePage<T>> ReadByCursorAsync(ListRequest<T> list, CancellationToken cancellationToken)
    {
        string? after = PageCursor.Read(list.Name, list.Query.Cursor);
        var page = new ListPage { StartIndex = 1 };
        var found = new List<T>(list.Count);
        string last = after ?? "";
        await foreach (StoredResource<T> stored in CandidatesAsync(list, after, cancellationToken))
        {
            if (found.Count == list.Count)
            {
                if (list.Count > 0) page.NextCursor = PageCursor.Of(list.Name, last);
                break;
            }

            found.Add(stored.Resource);
            last = stored.DocumentId;
        }

        return new ResourcePage<T>(found, page);
    }

    private async IAsyncEnumerable<StoredResource<T>> CandidatesAsync(
        ListRequest<T> list, string? after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool ordered = list.Query.HasCursor || !list.IsKeyed;
        var page = new FindPage
        {
            Sort = ordered ? ById : null,
            BatchSize = list.Query.HasCursor ? Math.Clamp(list.Count + 1, 2, BatchSize) : BatchSize,
            MaxTime = options.ScanTime,
        };
        using IAsyncCursor<StoredResource<T>> cursor = await FindAsync(list, after, page, cancellationToken);
        int read = 0;
        while (await MoveNextAsync(cursor, cancellationToken))
        {
            foreach (StoredResource<T> stored in cursor.Current)
            {
                if (++read > options.ScanLimit) throw TooMany();
                if (FilterEvaluator.Matches(list.Filter!, stored.Resource)) yield return stored;
            }
        }
    }

    private async Task<IAsyncCursor<StoredResource<T>>> FindAsync(ListRequest<T> list, string? after, FindPage page, CancellationToken cancellationToken)
    {
        try
        {
            return await collection.FindAsync(list.Condition(after), list.Layout, list.CandidateMask([]), list.Call, page, cancellationToken);
        }
        catch (Exception error) when (StoreErrors.IsOverTime(error))
        {
            throw TooMany();
        }
    }

    private static async Task<bool> MoveNextAsync(IAsyncCursor<StoredResource<T>> cursor, CancellationToken cancellationToken)
    {
        try
        {
            return await cursor.MoveNextAsync(cancellationToken);
        }
        catch (Exception error) when (StoreErrors.IsOverTime(error))
        {
            throw TooMany();
        }
    }

    private static ScimException TooMany() =>
        ScimException.TooMany("The filter asks for more than the server searches through. Compare an attribute that has an index with eq.");
}
