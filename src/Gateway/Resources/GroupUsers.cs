using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Paging;
using Scim.Protocol.Sorting;
using Scim.Protos.Common.V1;
using Scim.Protos.Users.V1;

namespace Scim.Gateway.Resources;

/// <summary>
/// Lists users by their groups. The users of a group come in the order of their ids, so that a page by cursor costs what
/// it holds, in a group of any size; a page by index has to count them all, within a bound.
/// </summary>
internal sealed class GroupUsers(Memberships memberships)
{
    private const int DefaultCount = 100;
    private const int MostOfPage = 1_000;
    private const int MostCounted = 100_000;
    private const int MostDecided = 10_000;

    /// <summary>Reads a page.</summary>
    /// <exception cref="ScimException">400 tooMany, invalidCursor, invalidPath.</exception>
    public async Task<ResourceList> ListAsync(ResourceCall call, GroupsFilter filter, ListQuery query)
    {
        int count = query.HasCount ? Math.Clamp(query.Count, 0, MostOfPage) : DefaultCount;
        if (query.HasCursor && query.SortBy.Length > 0) throw ScimException.InvalidCursor("A sorted list of users by groups is paged by startIndex.");
        if (query.HasCursor && filter.Lookup is null) return await ReadByCursorAsync(call, filter, query, count);
        if (query.Cursor.Length > 0) throw ScimException.InvalidCursor("The cursor was not given out for this list.");
        if (filter is { Lookup: null, Rest: null } && query.SortBy.Length == 0) return await ReadByIndexAsync(call, filter, query, count);

        var matches = new List<User>();
        IAsyncEnumerable<User> found = filter.Lookup is { } lookup ? LookUpAsync(call, lookup, filter.Rest) : MatchesAsync(call, filter, "", MostOfPage, call.Cancel);
        await foreach (User user in found) matches.Add(user);
        return Page(Ordered(call, matches, query), query, count);
    }

    private static ResourceList Page(IReadOnlyList<User> matches, ListQuery query, int count)
    {
        int start = Math.Max(1, query.StartIndex);
        return new ResourceList([.. matches.Skip(start - 1).Take(count)], new ListPage { StartIndex = start, TotalResults = matches.Count });
    }

    private static IReadOnlyList<User> Ordered(ResourceCall call, List<User> users, ListQuery query)
    {
        IOrderedEnumerable<User> byId = users.OrderBy(user => user.Id, StringComparer.Ordinal);
        if (query.SortBy.Length == 0) return [.. byId];
        var order = ResourceOrder.Of(call.Type, query.SortBy, query.SortOrder);
        return [.. byId.OrderBy(order.KeyOf, Comparer<object?>.Create(order.Compare))];
    }

    // The group alone decides: ids are counted, and users read for the page only.
    private async Task<ResourceList> ReadByIndexAsync(ResourceCall call, GroupsFilter filter, ListQuery query, int count)
    {
        int start = Math.Max(1, query.StartIndex), total = 0;
        var ids = new List<string>(count);
        await foreach (IReadOnlyList<string> some in memberships.ReadUsersAsync(call, filter.GroupId, after: ""))
        {
            int skipped = Math.Clamp(start - 1 - total, 0, some.Count);
            ids.AddRange(some.Skip(skipped).Take(count - ids.Count));
            total += some.Count;
            if (total > MostCounted) throw TooMany();
        }

        IReadOnlyList<User> users = await ReadAsync(call, ids, call.Mask, call.WantsGroups);
        return new ResourceList(users, new ListPage { StartIndex = start, TotalResults = total });
    }

    private async Task<ResourceList> ReadByCursorAsync(ResourceCall call, GroupsFilter filter, ListQuery query, int count)
    {
        string list = string.Join('\n', call.TenantId, "groups", query.Filter);
        var users = new List<User>(count);
        var page = new ListPage { StartIndex = 1 };
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(call.Cancel);
        ResourceCall reading = call with { Cancel = enough.Token };
        await foreach (User user in MatchesAsync(reading, filter, PageCursor.Read(list, query.Cursor) ?? "", count + 1, enough.Token))
        {
            if (users.Count == count)
            {
                if (count > 0) page.NextCursor = PageCursor.Of(list, users[^1].Id);
                break;
            }

            users.Add(user);
        }

        await enough.CancelAsync();
        return new ResourceList(users, page);
    }

    private async IAsyncEnumerable<User> LookUpAsync(ResourceCall call, FilterExpression lookup, BoundFilter? rest)
    {
        var query = new ListQuery { Filter = lookup.ToString(), Count = MostOfPage };
        ListUsersResponse answer = await Client(call).ListUsersAsync(
            new ListUsersRequest { TenantId = call.TenantId, SchemaVersion = call.SchemaVersion, Query = query }, cancellationToken: call.Cancel);
        if (answer.Page.TotalResults > answer.Users.Count) throw TooMany();
        await memberships.FillAsync(call, answer.Users);
        foreach (User user in answer.Users) if (rest is null || FilterEvaluator.Matches(rest, user)) yield return user;
    }

    private async IAsyncEnumerable<User> MatchesAsync(
        ResourceCall call, GroupsFilter filter, string after, int atOnce, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int read = 0;
        await foreach (IReadOnlyList<string> some in memberships.ReadUsersAsync(call, filter.GroupId, after).WithCancellation(cancellationToken))
        {
            read += some.Count;
            if (filter.Rest is not null && read > MostDecided) throw TooMany();
            foreach (string[] ids in some.Chunk(atOnce))
            {
                foreach (User user in await DecideAsync(call, filter, ids)) yield return user;
            }
        }
    }

    private async Task<IEnumerable<User>> DecideAsync(ResourceCall call, GroupsFilter filter, string[] ids)
    {
        if (filter.Rest is not { } rest) return await ReadAsync(call, ids, call.Mask, call.WantsGroups);
        IReadOnlyList<User> users = await ReadAsync(call, ids, mask: null, withGroups: true);
        return users.Where(user => FilterEvaluator.Matches(rest, user));
    }

    // In the order of the ids; who was deleted a moment ago is left out.
    private async Task<IReadOnlyList<User>> ReadAsync(ResourceCall call, IReadOnlyList<string> ids, FieldMask? mask, bool withGroups)
    {
        if (ids.Count == 0) return [];
        var request = new BatchGetUsersRequest { TenantId = call.TenantId, SchemaVersion = call.SchemaVersion, Ids = { ids }, ReadMask = mask };
        BatchGetUsersResponse answer = await Client(call).BatchGetUsersAsync(request, cancellationToken: call.Cancel);
        if (withGroups) await memberships.FillAsync(call, answer.Users);
        return [.. answer.Users.OrderBy(user => user.Id, StringComparer.Ordinal)];
    }

    private static ScimException TooMany() =>
        ScimException.TooMany("The group has more users than are counted or compared. Page by cursor, or look the user up by id or userName.");

    private static UserService.UserServiceClient Client(ResourceCall call) => new(call.Invoker);
}
