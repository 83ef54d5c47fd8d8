using System.Globalization;
using Google.Protobuf;
using MongoDB.Driver;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;
using Scim.Protocol.Text;
using Scim.Protos.Common.V1;

namespace Scim.Storage.Resources;

/// <summary>
/// Reads a sorted list (RFC 7644 section 3.4.2.3): the order's attribute of every match is read, within the bound of
/// <see cref="StorageOptions.ScanLimit"/>, and then the resources of the page. Of several values the primary counts, or
/// the first. Resources without a value are last in ascending order and first in descending order.
/// </summary>
internal sealed class SortedList<T>(ResourceCollection<T> collection, StorageOptions options)
    where T : class, IMessage<T>, new()
{
    /// <summary>Reads the page.</summary>
    public async Task<ResourcePage<T>> ReadAsync(ListRequest<T> list, CancellationToken cancellationToken)
    {
        ScimAttribute[] steps = Steps(list.Layout.Type, list.Query.SortBy);
        List<(object? Value, string DocumentId)> order = await ReadOrderAsync(list, steps, cancellationToken);
        int direction = list.Query.SortOrder == SortOrder.Descending ? -1 : 1;
        order.Sort((left, right) => Compare(left.Value, right.Value, steps[^1].CaseExact) is var compared && compared != 0
            ? compared * direction
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

    private static ScimAttribute[] Steps(ScimResourceType type, string sortBy)
    {
        ScimAttribute attribute = AttributeResolver.Find(type, sortBy)
            ?? throw ScimException.InvalidPath($"{type.Name} has no attribute '{sortBy}' to sort by.");
        if (attribute.Type == AttributeType.Complex)
        {
            attribute = attribute.Value ?? throw ScimException.InvalidPath($"{attribute.Path} is complex: sort by one of its sub-attributes.");
        }

        var steps = new List<ScimAttribute>();
        for (ScimAttribute? step = attribute; step is not null; step = step.Parent) steps.Insert(0, step);
        return [.. steps];
    }

    private static object? ValueOf(ScimAttribute[] steps, int index, object owner)
    {
        ScimAttribute step = steps[index];
        if (!step.Accessor.IsAssigned(owner)) return null;
        object value = step.MultiValued ? PrimaryOrFirst(step, owner) : step.Accessor.GetValue(owner)!;
        return index == steps.Length - 1 ? value : ValueOf(steps, index + 1, value);
    }

    private static object PrimaryOrFirst(ScimAttribute attribute, object owner)
    {
        int count = attribute.Accessor.GetCount(owner);
        for (int i = 0; attribute.Primary is { } primary && i < count; i++)
        {
            object item = attribute.Accessor.GetItem(owner, i);
            if (primary.Accessor.GetBoolean(item)) return item;
        }

        return attribute.Accessor.GetItem(owner, 0);
    }

    private static int Compare(object? left, object? right, bool caseExact) => (left, right) switch
    {
        (null, null) => 0,
        (null, _) => 1,
        (_, null) => -1,
        (string one, string other) => caseExact ? CaseFold.CompareExact(one, other) : CaseFold.CompareFolded(one, other),
        (ByteString one, ByteString other) => one.Span.SequenceCompareTo(other.Span),
        _ => Comparer<object>.Default.Compare(left, right),
    };

    private async Task<List<(object? Value, string DocumentId)>> ReadOrderAsync(ListRequest<T> list, ScimAttribute[] steps, CancellationToken cancellationToken)
    {
        ReadMask<T> mask = ReadMask<T>.Of(list.Layout, new Google.Protobuf.WellKnownTypes.FieldMask { Paths = { "id" } });
        ReadMask<T> needed = (list with { Mask = mask }).CandidateMask([steps[0]]);
        var order = new List<(object? Value, string DocumentId)>();
        var page = new FindPage { BatchSize = 1_000, MaxTime = options.ScanTime };
        using IAsyncCursor<StoredResource<T>> cursor = await collection.FindAsync(
            list.Condition(null), list.Layout, needed, list.Call, page, cancellationToken);
        int read = 0;
        bool fold = steps[^1].Type is AttributeType.String && !steps[^1].CaseExact;
        while (await cursor.MoveNextAsync(cancellationToken))
        {
            foreach (StoredResource<T> stored in cursor.Current)
            {
                if (++read > options.ScanLimit) throw ScimException.TooMany("There is more to sort than the server does at once. Narrow it down by a filter.");
                if (list.Filter is not null && !FilterEvaluator.Matches(list.Filter, stored.Resource)) continue;
                object? value = ValueOf(steps, 0, stored.Resource);
                order.Add((fold && value is string text ? CaseFold.Fold(text) : value, stored.DocumentId));
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
