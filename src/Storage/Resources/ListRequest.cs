using Google.Protobuf;
using MongoDB.Bson;
using Scim.Protocol.Filters;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;
using Scim.Storage.Bson;
using Scim.Storage.Filters;

namespace Scim.Storage.Resources;

/// <summary>A list as it is asked for.</summary>
internal sealed record ListRequest<T>(StoreCall Call, ResourceLayout<T> Layout, ListQuery Query, BoundFilter? Filter, ReadMask<T> Mask)
    where T : class, IMessage<T>, new()
{
    /// <summary>The greatest number of resources of the page.</summary>
    public required int Count { get; init; }

    /// <summary>The filter as the database's condition.</summary>
    public required QueryPart? Part { get; init; }

    /// <summary>The 1-based index of the page's first resource.</summary>
    public int StartIndex { get; } = Math.Max(1, Query.StartIndex);

    /// <summary>What tells one list from another, for anchors and cursors.</summary>
    public string Name => string.Join('\n', Call.TenantId, Call.ConnectionId, Query.Filter, Query.SortBy, Query.SortOrder);

    /// <summary>Whether lookup keys lead to the matches.</summary>
    public bool IsKeyed => Part?.Keys is not null;

    /// <summary>The document ids of all candidates, in order; null where they are not known beforehand.</summary>
    public IReadOnlyList<string>? Candidates { get; init; }

    /// <summary>The mask with what the filter and an order need.</summary>
    public ReadMask<T> CandidateMask(IEnumerable<ScimAttribute> more)
    {
        if (Mask.Projection is null) return Mask;
        ScimAttribute[] needed = Filter is null ? [.. more] : [.. FilterTranslator<T>.Attributes(Filter), .. more];
        return needed.Length == 0 ? Mask : Mask.With(Layout, needed);
    }

    /// <summary>The query for candidates, from behind a document on.</summary>
    public BsonDocument Condition(string? after)
    {
        if (Candidates is not null)
        {
            BsonDocument some = TenantScope.SomeLiveDocuments(Call.TenantId, Candidates.Where(id => after is null || string.CompareOrdinal(id, after) > 0));
            if (Part?.Condition is { } further) some.Add("$and", new BsonArray { further });
            return some;
        }

        BsonDocument condition = IsKeyed && after is null ? TenantScope.WithKeys(Call.TenantId, Part!.Keys!) : TenantScope.LiveAfter(Call.TenantId, after);
        bool decided = IsKeyed && after is null && Filter is BoundCompare or BoundValuePath;
        if (Part?.Condition is { } more && !decided) condition.Add("$and", new BsonArray { more });
        return condition;
    }
}
