using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.EmbeddedMongo;

namespace Scim.Console.Tests;

/// <summary>The console over a tenant of a million users and a group of all of them, written into the database as the services would.</summary>
public sealed class LargeTenant : RunningConsole
{
    public const int Users = 1_000_000;

    private const string Tenant = "demo";
    private const string Mark = "user0000000";
    private const int AtOnce = 5_000;

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("large-");
    private EmbeddedMongoServer? _server;

    /// <summary>Whether it is made: it takes minutes.</summary>
    public static bool IsWanted => Environment.GetEnvironmentVariable("SCIM_MEASURE") is not null;

    /// <summary>The group of all.</summary>
    public string Group { get; private set; } = "";

    public static string UserName(int number) => string.Create(CultureInfo.InvariantCulture, $"user{number:D7}");

    public static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"01900000-0000-7000-8000-{number:D12}");

    public override async ValueTask InitializeAsync()
    {
        if (!IsWanted) return;
        await base.InitializeAsync();
        if (_server is not null) await SeedAsync(TestContext.Current.CancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        _data.Delete(recursive: true);
    }

    protected override string Absence => IsWanted ? base.Absence : "A million users are made where SCIM_MEASURE is set.";

    protected override async Task<string?> DatabaseAsync(CancellationToken cancel)
    {
        _server = await EmbeddedMongoServer.StartAsync(new EmbeddedMongoOptions { DataFolder = _data.FullName, Port = 0 }, cancel);
        return _server.ConnectionString;
    }

    private async Task SeedAsync(CancellationToken cancel)
    {
        await CreateAsync("Users", $$"""{"userName":"{{Mark}}@contoso.com","displayName":"{{Mark}} Vance","active":true,"name":{"familyName":"{{Mark}}","givenName":"Adele"},"emails":[{"type":"work","value":"{{Mark}}@contoso.com"}]}""", cancel);
        Group = await CreateAsync("Groups", """{"displayName":"Everybody"}""", cancel);
        using var client = new MongoClient(_server!.ConnectionString);
        IMongoDatabase users = client.GetDatabase("scim_users"), groups = client.GetDatabase("scim_groups");
        BsonDocument template = await users.GetCollection<BsonDocument>("users").Find(new BsonDocument("tenantId", Tenant)).SingleAsync(cancel);
        template.Remove("u");
        for (int from = 1; from < Users; from += AtOnce)
        {
            int[] numbers = [.. Enumerable.Range(from, Math.Min(AtOnce, Users - from))];
            await users.GetCollection<BsonDocument>("users").InsertManyAsync(numbers.Select(number => Copy(template, number)), new InsertManyOptions { IsOrdered = false }, cancel);
            await groups.GetCollection<BsonDocument>("memberships").InsertManyAsync(numbers.Select(Edge), new InsertManyOptions { IsOrdered = false }, cancel);
        }

        var more = new BsonDocument("$inc", new BsonDocument("n", (long)Users - 1));
        await users.GetCollection<BsonDocument>("users_totals").UpdateOneAsync(new BsonDocument("_id", Tenant), more, new UpdateOptions { IsUpsert = true }, cancel);
    }

    private async Task<string> CreateAsync(string endpoint, string json, CancellationToken cancel)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/scim+json");
        using HttpResponseMessage answer = await Instance.Client.PostAsync(new Uri($"{Instance.TenantUrl}/{endpoint}"), content, cancel);
        return (string)JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancel))!["id"]!;
    }

    private static BsonDocument Copy(BsonDocument template, int number)
    {
        var copy = (BsonDocument)Replace(template, UserName(number));
        copy["_id"] = $"{Tenant}:{Id(number)}";
        return copy;
    }

    private static BsonValue Replace(BsonValue value, string name) => value switch
    {
        BsonDocument document => new BsonDocument(document.Select(field => new BsonElement(field.Name, Replace(field.Value, name)))),
        BsonArray array => new BsonArray(array.Select(item => Replace(item, name))),
        BsonString text => text.Value.Replace(Mark, name, StringComparison.Ordinal),
        _ => value,
    };

    private BsonDocument Edge(int number) => new()
    {
        { "_id", $"{Tenant}:{Group}:{Id(number)}" }, { "tenantId", Tenant }, { "groupId", Group }, { "memberId", Id(number) }, { "type", "User" }, { "display", $"{UserName(number)} Vance" },
    };
}
