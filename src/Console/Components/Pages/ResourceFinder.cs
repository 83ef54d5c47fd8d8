using Google.Protobuf.WellKnownTypes;
using Scim.Admin.Backends;
using Scim.Protos.Common.V1;
using Scim.Protos.Groups.V1;
using Scim.Protos.Users.V1;

namespace Scim.Admin.Components.Pages;

/// <summary>Finds users and groups by what people type. Every way in is a lookup in an index.</summary>
internal sealed class ResourceFinder(BackendClients clients, string tenant)
{
    private static readonly string[] UserNames = ["userName", "displayName", "name.familyName", "emails.value"];

    private static readonly FieldMask UserFields = new() { Paths = { "user_name", "display_name", "name", "emails", "active", "title", "meta" } };

    /// <summary>The id of what is called so; what was typed where nothing is, so that nothing is found by it.</summary>
    public async Task<string> IdOfAsync(string typed, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(typed, out _)) return typed;
        var one = new ListQuery { Filter = $"userName eq {Quote(typed)}", StartIndex = 1, Count = 1 };
        ListUsersResponse users = await clients.Users.ListUsersAsync(new ListUsersRequest { TenantId = tenant, Query = one }, cancellationToken: cancellationToken);
        if (users.Users.Count > 0) return users.Users[0].Id;

        one.Filter = $"displayName eq {Quote(typed)}";
        ListGroupsResponse groups = await clients.Groups.ListGroupsAsync(new ListGroupsRequest { TenantId = tenant, Query = one }, cancellationToken: cancellationToken);
        return groups.Groups.Count > 0 ? groups.Groups[0].Id : typed;
    }

    /// <summary>Users of whom a name or an e-mail begins so, by userName; one query for each attribute, so that each has its index.</summary>
    public async Task<List<User>> UsersAsync(string typed, bool? active, int most, CancellationToken cancellationToken)
    {
        string state = State(active);
        IEnumerable<Task<ListUsersResponse>> queries = UserNames.Select(name => clients.Users.ListUsersAsync(
            new ListUsersRequest
            {
                TenantId = tenant,
                ReadMask = UserFields,
                Query = new ListQuery { Filter = $"{name} sw {Quote(typed)}{(state.Length > 0 ? " and " + state : "")}", Cursor = "", Count = most },
            },
            cancellationToken: cancellationToken).ResponseAsync);
        ListUsersResponse[] found = await Task.WhenAll(queries);
        return [.. found.SelectMany(page => page.Users).DistinctBy(user => user.Id).OrderBy(user => user.UserName, StringComparer.OrdinalIgnoreCase).Take(most)];
    }

    /// <summary>A page of all users, from a cursor.</summary>
    public async Task<ListUsersResponse> UsersFromAsync(string cursor, bool? active, int count, CancellationToken cancellationToken) =>
        await clients.Users.ListUsersAsync(
            new ListUsersRequest { TenantId = tenant, ReadMask = UserFields, Query = new ListQuery { Filter = State(active), Cursor = cursor, Count = count } },
            cancellationToken: cancellationToken);

    /// <summary>A page of groups, from a cursor; those whose name begins as typed.</summary>
    public async Task<ListGroupsResponse> GroupsFromAsync(string typed, string cursor, int count, CancellationToken cancellationToken) =>
        await clients.Groups.ListGroupsAsync(
            new ListGroupsRequest
            {
                TenantId = tenant,
                Query = new ListQuery { Filter = typed.Length > 0 ? $"displayName sw {Quote(typed)}" : "", Cursor = cursor, Count = count },
            },
            cancellationToken: cancellationToken);

    /// <summary>A text as a filter's string (RFC 7644 section 3.4.2.2: a JSON string).</summary>
    internal static string Quote(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private static string State(bool? active) => active switch
    {
        true => "not (active eq false)",
        false => "active eq false",
        null => "",
    };
}
