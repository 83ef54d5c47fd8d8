using System.Globalization;
using Google.Protobuf;
using MongoDB.Driver;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Paging;
using Scim.Protocol.Sorting;
using Scim.Protos.Common.V1;

namespace Scim.Storage.Resources;

/// <summary>
/// Reads a sorted list (RFC 7644 section 3.4.2.3): the order's attribute of every match is read, within the bound of
/// <see cref="StorageOptions.ScanLimit"/>, and then the resources of the page.
/// </summary>
internal sealed class SortedList<T>(ResourceCollection<T> collection, StorageOptions options)
    where T : class, IMessage<T>, new()
{
    /// <summary>Reads the page.</summary>
    public async Task<ResourcePage<T>> ReadAsync(ListRequest<T> list, CancellationToken cancellationToken)
    {
        var by = ResourceOrder.Of(list.Layout.Type, list.Query.SortBy, list.Query.SortOrder);
        List<(object? Value, string DocumentId)> order = await ReadOrderAsync(list, by, cancellationToken);
        order.Sort((left, right) => by.Compare(left.Value, right.Value) is var compared && compared != 0
            ? compared
            : string.CompareOrdinal(left.DocumentId, right.DocumentId));

        int start = list.Query.HasCursor ? Offset(list) : list.StartIndex - 1;
        string[] ids = [.. order.Skip(start).Take(list.Count).Select(item => TenantScope.ResourceId(item.DocumentId, list.Call.TenantId))];
        var page = new ListPage { StartIndex = list.Query.HasCursor ? 1 : list.StartIndex, TotalResults = order.Count };
        int next = start + ids.Length;
        if (list.Query.HasCursor && ids.Length > 0 && next < order.Count)
        {
            page.NextCursor = PageCursor.Of(list.Name, next.ToString(CultureInfo.InvariantCulture));
        }

        return new ResourcePage<T>(await ReadPageAsync(list, ids, cancellationToken), page);
    }

    private static int Offset(ListRequest<T> list) =>
        int.TryParse(PageCursor.Read(list.Name, list.Query.Cursor) ?? "0", CultureInfo.InvariantCulture, out int offset)
            ? offset
            : throw ScimException.InvalidCursor("The cursor was not given out for this list.");

    private async Task<List<(object? Value, string DocumentId)>> ReadOrderAsync(ListRequest<T> list, ResourceOrder by, CancellationToken cancellationToken)
    {
        ReadMask<T> mask = ReadMask<T>.Of(list.Layout, new Google.Protobuf.WellKnownTypes.FieldMask { Paths = { "id" } });
        ReadMask<T> needed = (list with { Mask = mask }).CandidateMask([by.Attribute]);
        var order = new List<(object? Value, string DocumentId)>();
        var page = new FindPage { BatchSize = 1_000, MaxTime = options.ScanTime };
        using IAsyncCursor<StoredResource<T>> cursor = await collection.FindAsync(
            list.Condition(null), list.Layout, needed, list.Call, page, cancellationToken);
        int read = 0;
        while (await cursor.MoveNextAsync(cancellationToken))
        {
            foreach (StoredResource<T> stored in cursor.Current)
            {
                if (++read > options.ScanLimit) throw ScimException.TooMany("There is more to sort than the server does at once. Narrow it down by a filter.");
                if (list.Filter is not null && !FilterEvaluator.Matches(list.Filter, stored.Resource)) continue;
                order.Add((by.KeyOf(stored.Resource), stored.DocumentId));
            }
        }

        return order;
    }

    private async Task<IReadOnlyList<T>> ReadPageAsync(ListRequest<T> list, string[] ids, CancellationToken cancellationToken)
    {
        if (ids.Length == 0) return [];
        var byId = new Dictionary<string, T>(ids.Length, StringComparer.Ordinal);
        using IAsyncCursor<StoredResource<T>> cursor = await collection.FindAsync(
            TenantScope.SomeLive(list.Call.TenantId, ids), list.Layout, list.Mask, list.Call, new FindPage(), cancellationToken);
        while (await cursor.MoveNextAsync(cancellationToken))
        {
            foreach (StoredResource<T> stored in cursor.Current)
            {
                byId[TenantScope.ResourceId(stored.DocumentId, list.Call.TenantId)] = stored.Resource;
            }
        }

        return [.. ids.Select(id => byId.GetValueOrDefault(id)!).Where(resource => resource is not null)];
    }
}
