using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.EmbeddedMongo;

namespace Scim.Standalone.Tests;

/// <summary>Reading a group of very many members, in a process whose memory is watched; bench/Groups does it with a million.</summary>
public sealed class LargeGroupReadTests : IAsyncLifetime
{
    private const int Members = 100_000;
    private const int Fewer = Members / 10;
    private const long MostGrowth = 30L * 1024 * 1024;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("standalone-");
    private EmbeddedMongoServer _server = null!;
    private StandaloneInstance _instance = null!;
    private string _group = "", _fewer = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await EmbeddedMongoServer.StartAsync(new EmbeddedMongoOptions { DataFolder = _folder.FullName, Port = 0 }, Cancel);
        _instance = await StandaloneInstance.StartAsync(Path.Combine(_folder.FullName, "data"), Cancel, _server.ConnectionString);
        _group = (string)(await _instance.Client.PostAsync("Groups", """{"displayName":"Everybody"}"""))["id"]!;
        _fewer = (string)(await _instance.Client.PostAsync("Groups", """{"displayName":"Some"}"""))["id"]!;
        using var client = new MongoClient(_server.ConnectionString);
        IMongoCollection<BsonDocument> edges = client.GetDatabase("scim_groups").GetCollection<BsonDocument>("memberships");
        foreach (int[] some in Enumerable.Range(0, Members).Chunk(5_000)) await edges.InsertManyAsync(some.Select(i => Edge(_group, i)), options: null, Cancel);
        await edges.InsertManyAsync(Enumerable.Range(0, Fewer).Select(i => Edge(_fewer, i)), options: null, Cancel);
    }

    [Fact]
    public async Task Read_OfAGroupOf100000_StreamsInLittleMemory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Memory is read from /proc.");
        for (int i = 0; i < Members / Fewer; i++) await ReadAsync($"Groups/{_fewer}", _ => { }); // as many members, and code and heap are warm
        long before = _instance.OwnMemory(), most = 0;

        byte[] body = await ReadAsync($"Groups/{_group}", _ => most = Math.Max(most, _instance.OwnMemory()));

        JsonArray members = JsonNode.Parse(body)!["members"]!.AsArray();
        Assert.Equal(Members, members.Count);
        Assert.Equal(Id(Members - 1), (string?)members[^1]!["value"]);
        Assert.InRange(most - before, long.MinValue, MostGrowth);
    }

    [Fact]
    public async Task Read_ByASlowClient_SlowsOnlyThatClient()
    {
        using HttpResponseMessage slow = await _instance.Client.GetAsync(
            new Uri($"{_instance.Client.BaseAddress}Groups/{_group}"), HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using Stream stream = await slow.Content.ReadAsStreamAsync(Cancel);
        using var read = new MemoryStream();
        byte[] piece = new byte[64 * 1024];

        for (int i = 0; i < 20; i++)
        {
            read.Write(piece, 0, await stream.ReadAsync(piece, Cancel));
            await _instance.Client.ReadAsync($"Groups?filter=id eq \"{_group}\" and members eq \"{Id(i)}\"&excludedAttributes=members");
            await _instance.Client.PatchAsync($"Groups/{_group}", $$"""[{"op":"remove","path":"members","value":[{"value":"{{Id(Members - 1 - i)}}"}]}]""", System.Net.HttpStatusCode.NoContent);
        }

        Assert.InRange(read.Length, 1, 20 * piece.Length);
        await stream.CopyToAsync(read, Cancel);
        using JsonDocument whole = JsonDocument.Parse(read.ToArray());
        Assert.InRange(whole.RootElement.GetProperty("members").GetArrayLength(), Members - 20, Members);
    }

    public async ValueTask DisposeAsync()
    {
        await _instance.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string Id(int i) => string.Create(CultureInfo.InvariantCulture, $"member-{i:D8}");

    private static BsonDocument Edge(string group, int i) => new()
    {
        { "_id", $"demo:{group}:{Id(i)}" }, { "tenantId", "demo" }, { "groupId", group }, { "memberId", Id(i) }, { "type", "User" }, { "display", $"Member {i}" },
    };

    private async Task<byte[]> ReadAsync(string path, Action<long> progress)
    {
        using HttpResponseMessage response = await _instance.Client.GetAsync(
            new Uri(_instance.Client.BaseAddress + path), HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using Stream stream = await response.Content.ReadAsStreamAsync(Cancel);
        using var read = new MemoryStream();
        byte[] piece = new byte[256 * 1024];
        for (int count; (count = await stream.ReadAsync(piece, Cancel)) > 0;)
        {
            read.Write(piece, 0, count);
            progress(read.Length);
        }

        return read.ToArray();
    }
}
