using System.Net;
using System.Text.Json.Nodes;

namespace Scim.Standalone.Tests;

/// <summary>Users found by their groups, which another service knows.</summary>
public sealed class UserGroupsFilterTests(StandaloneFixture fixture) : IClassFixture<StandaloneFixture>
{
    private HttpClient Client => fixture.Instance.Client;

    [Fact]
    public async Task GroupsValue_FindsDirectAndIndirectMembers_OnceAndInTheirOrder()
    {
        string[] users = await CreateUsersAsync("levels", 6);
        string inner = await CreateGroupAsync("Inner", users[1], users[3], users[5]);
        string middle = await CreateGroupAsync("Middle", inner, users[4]);
        string outer = await CreateGroupAsync("Outer", users[0], users[3], middle);

        Assert.Equal([users[0], users[1], users[3], users[4], users[5]], await FindAsync($"groups.value eq \"{outer}\""));
        Assert.Equal([users[1], users[3], users[4], users[5]], await FindAsync($"groups eq \"{middle}\""));
        Assert.Equal([users[0], users[3]], await FindAsync($"groups[value eq \"{outer}\" and type eq \"direct\"]"));
        Assert.Equal([users[1], users[4], users[5]], await FindAsync($"groups[value eq \"{outer}\" and type eq \"indirect\"]"));
        Assert.Equal([users[0]], await FindAsync($"groups.value eq \"{outer}\" and not (groups.value eq \"{middle}\")"));
        Assert.Empty(await FindAsync("groups.value eq \"nobody\""));
        JsonArray groups = (await Client.ReadAsync($"Users?filter=groups.value eq \"{outer}\" and id eq \"{users[4]}\""))["Resources"]![0]!["groups"]!.AsArray();
        Assert.Equal([$"{middle} direct", $"{outer} indirect"], groups.Select(group => $"{group!["value"]} {group["type"]}"));
    }

    [Fact]
    public async Task GroupsValue_WithOtherTerms_IsDecidedByAll()
    {
        string[] users = await CreateUsersAsync("terms", 4);
        string group = await CreateGroupAsync("Terms", users[..3]);
        await Client.PatchAsync($"Users/{users[1]}", """[{"op":"replace","path":"title","value":"Lead"}]""");

        Assert.Equal([users[1]], await FindAsync($"groups.value eq \"{group}\" and title eq \"lead\""));
        Assert.Equal([users[2]], await FindAsync($"userName eq \"terms2@x.com\" and groups.value eq \"{group}\""));
        Assert.Empty(await FindAsync($"userName eq \"terms3@x.com\" and groups.value eq \"{group}\""));
        Assert.Equal([users[3]], await FindAsync($"id eq \"{users[3]}\" and not (groups pr)"));
        Assert.Equal(
            [users[2], users[1], users[0]],
            await Client.FindAsync($"Users?sortBy=userName&sortOrder=descending&filter=groups.value eq \"{group}\""));
    }

    [Fact]
    public async Task GroupsValue_PagedByIndexAndByCursor_TellsEachUserOnce()
    {
        string[] users = await CreateUsersAsync("pages", 7);
        string group = await CreateGroupAsync("Pages", users);
        string filter = $"filter=groups.value eq \"{group}\"";

        JsonObject second = await Client.ReadAsync($"Users?{filter}&startIndex=4&count=3");
        Assert.Equal(7, (int)second["totalResults"]!);
        Assert.Equal(users[3..6], Ids(second));

        var walked = new List<string>();
        string? cursor = "";
        while (cursor is not null)
        {
            JsonObject page = await Client.ReadAsync($"Users?{filter}&count=3&cursor={cursor}");
            walked.AddRange(Ids(page));
            cursor = (string?)page["nextCursor"];
        }

        Assert.Equal(users, walked);
        await Client.SendAsync(HttpMethod.Get, $"Users?{filter}&cursor=abcdefghijklmnopqrstuvwxyz", HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("groups pr")]
    [InlineData("not (groups.value eq \"g\")")]
    [InlineData("groups.value eq \"g\" or active eq true")]
    [InlineData("groups.display eq \"Everybody\"")]
    public async Task GroupsFilter_ThatWouldLookAtAllUsers_IsInvalidFilter(string filter)
    {
        JsonObject? error = await Client.SendAsync(HttpMethod.Get, $"Users?filter={filter}", HttpStatusCode.BadRequest);

        Assert.Equal("invalidFilter", (string?)error!["scimType"]);
    }

    private static IEnumerable<string> Ids(JsonObject page) => page["Resources"]!.AsArray().Select(user => (string)user!["id"]!);

    private Task<string[]> FindAsync(string filter) => Client.FindAsync($"Users?filter={filter}");

    private async Task<string[]> CreateUsersAsync(string name, int count)
    {
        var ids = new List<string>();
        for (int i = 0; i < count; i++) ids.Add((string)(await Client.PostAsync("Users", $$"""{"userName":"{{name}}{{i}}@x.com"}"""))["id"]!);
        return [.. ids];
    }

    private async Task<string> CreateGroupAsync(string name, params string[] members)
    {
        string values = string.Join(',', members.Select(id => $$"""{"value":"{{id}}"}"""));
        return (string)(await Client.PostAsync("Groups", $$"""{"displayName":"{{name}}","members":[{{values}}]}"""))["id"]!;
    }
}
