using System.Net;
using System.Text.Json.Nodes;

namespace Scim.Standalone.Tests;

/// <summary>A company's day: 20 groups of up to 150 members, moves between them, a group of everybody, leavers.</summary>
public sealed class CompanyDayTests(StandaloneFixture fixture) : IClassFixture<StandaloneFixture>
{
    private const int Users = 160;
    private const int Departments = 20;
    private readonly Random _random = new(5);
    private readonly Dictionary<string, HashSet<string>> _expected = new(StringComparer.Ordinal);

    private HttpClient Client => fixture.Instance.Client;

    [Fact]
    public async Task Groups_AfterADayOfMovesAndLeavers_HaveExactlyTheirMembers()
    {
        var users = new List<string>();
        for (int i = 0; i < Users; i++) users.Add((string)(await Client.PostAsync("Users", $$"""{"userName":"day{{i}}@contoso.com"}"""))["id"]!);
        string everybody = await CreateAsync("Everybody");
        await AddAsync(everybody, users);
        string[] groups = await Task.WhenAll(Enumerable.Range(0, Departments).Select(i => CreateAsync($"Department {i}")));
        foreach (string group in groups) await AddAsync(group, [.. users.Where(_ => _random.Next(Users) < 10 + _random.Next(140)).Take(150)]);
        await AssertEqualAsync();

        for (int i = 0; i < 60; i++) await MoveAsync(groups[_random.Next(groups.Length)], groups[_random.Next(groups.Length)]);
        await Task.WhenAll(users[..8].Select(LeaveAsync));
        await CloseAsync(groups[3]);
        await AssertEqualAsync();

        foreach (string user in users)
        {
            bool gone = users.IndexOf(user) < 8;
            JsonObject? read = await Client.SendAsync(HttpMethod.Get, $"Users/{user}?attributes=groups", gone ? HttpStatusCode.NotFound : HttpStatusCode.OK);
            if (gone) continue;
            Assert.Equal(
                _expected.Where(group => group.Value.Contains(user)).Select(group => group.Key).Order(StringComparer.Ordinal),
                (read!["groups"]?.AsArray() ?? []).Select(group => (string)group!["value"]!).Order(StringComparer.Ordinal));
        }
    }

    private async Task<string> CreateAsync(string name)
    {
        string id = (string)(await Client.PostAsync("Groups", $$"""{"displayName":"{{name}}"}"""))["id"]!;
        lock (_expected) _expected[id] = new HashSet<string>(StringComparer.Ordinal);
        return id;
    }

    private async Task AddAsync(string group, IReadOnlyCollection<string> members)
    {
        string values = string.Join(',', members.Select(id => $$"""{"$ref":null,"value":"{{id}}"}"""));
        await Client.PatchAsync($"Groups/{group}", $$"""[{"op":"Add","path":"members","value":[{{values}}]}]""", HttpStatusCode.NoContent);
        _expected[group].UnionWith(members);
    }

    private async Task MoveAsync(string from, string to)
    {
        if (from == to || _expected[from].Count == 0) return;
        string user = _expected[from].ElementAt(_random.Next(_expected[from].Count));
        await Client.PatchAsync($"Groups/{from}", $$"""[{"op":"Remove","path":"members","value":[{"$ref":null,"value":"{{user}}"}]}]""", HttpStatusCode.NoContent);
        _expected[from].Remove(user);
        await AddAsync(to, [user]);
    }

    private async Task LeaveAsync(string user)
    {
        await Client.SendAsync(HttpMethod.Delete, $"Users/{user}", HttpStatusCode.NoContent);
        lock (_expected) foreach (HashSet<string> members in _expected.Values) members.Remove(user);
    }

    private async Task CloseAsync(string group)
    {
        await Client.SendAsync(HttpMethod.Delete, $"Groups/{group}", HttpStatusCode.NoContent);
        _expected.Remove(group);
    }

    private async Task AssertEqualAsync()
    {
        JsonArray groups = (await Client.ReadAsync("Groups?count=100"))["Resources"]!.AsArray();
        Assert.Equal(_expected.Keys.Order(StringComparer.Ordinal), groups.Select(group => (string)group!["id"]!).Order(StringComparer.Ordinal));
        foreach (JsonNode? group in groups)
        {
            Assert.Equal(
                _expected[(string)group!["id"]!].Order(StringComparer.Ordinal),
                (group["members"]?.AsArray() ?? []).Select(member => (string)member!["value"]!));
        }
    }
}
