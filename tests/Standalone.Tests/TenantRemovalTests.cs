using System.Text;
using System.Text.Json.Nodes;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.EmbeddedMongo;

namespace Scim.Standalone.Tests;

/// <summary>The removal of a tenant's data, when the process that does it dies.</summary>
public sealed class TenantRemovalTests : IDisposable
{
    private const int Users = 6_000;
    private const int BulkSize = 1_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("removal-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Removal_OfATenantWhoseProcessIsKilledInTheMiddle_GoesOnAfterTheNextStart()
    {
        var options = new EmbeddedMongoOptions { DataFolder = Path.Combine(_folder.FullName, "mongo"), Port = 0 };
        await using EmbeddedMongoServer mongo = await EmbeddedMongoServer.StartAsync(options, Cancel);
        using var client = new MongoClient(mongo.ConnectionString);
        IMongoCollection<BsonDocument> users = client.GetDatabase("scim_users").GetCollection<BsonDocument>("users");
        IMongoDatabase tokens = client.GetDatabase("scim_tokens");
        string data = Path.Combine(_folder.FullName, "data");
        await using (StandaloneInstance first = await StartAsync(data, mongo.ConnectionString))
        {
            await FillAsync(first.Client);
            // What DeleteTenant writes: the state alone asks for the removal.
            await tokens.GetCollection<BsonDocument>("tenants").UpdateOneAsync(
                new BsonDocument("_id", "demo"), new BsonDocument("$set", new BsonDocument("state", 3)), cancellationToken: Cancel);
            while (await RemovedAsync(tokens) == 0) await Task.Delay(5, Cancel);
            await first.KillAsync();
        }

        Assert.InRange(await users.CountDocumentsAsync(new BsonDocument("tenantId", "demo"), cancellationToken: Cancel), 1, Users - 1);
        await using StandaloneInstance second = await StartAsync(data, mongo.ConnectionString);
        while (!await tokens.GetCollection<BsonDocument>("tenants").Find(new BsonDocument { { "_id", "demo" }, { "state", 4 } }).AnyAsync(Cancel)) await Task.Delay(50, Cancel);

        Assert.Equal(0, await users.CountDocumentsAsync(new BsonDocument("tenantId", "demo"), cancellationToken: Cancel));
        Assert.InRange(await RemovedAsync(tokens), BulkSize, Users);
    }

    private static Task<StandaloneInstance> StartAsync(string data, string mongo) => StandaloneInstance.StartAsync(
        data, Cancel, mongo, new Dictionary<string, string> { ["SCIM_Removal__Settling"] = "00:00:01" });

    private static async Task<long> RemovedAsync(IMongoDatabase tokens)
    {
        BsonDocument? removal = await tokens.GetCollection<BsonDocument>("tenant_removals").Find(new BsonDocument("_id", "demo")).FirstOrDefaultAsync(Cancel);
        BsonDocument parts = removal?.GetValue("parts", new BsonDocument()).AsBsonDocument ?? [];
        return parts.Contains("users") ? parts["users"]["removed"].ToInt64() : 0;
    }

    private static async Task FillAsync(HttpClient client)
    {
        for (int from = 0; from < Users; from += BulkSize)
        {
            var operations = new JsonArray([.. Enumerable.Range(from, BulkSize).Select(number => new JsonObject
            {
                ["method"] = "POST",
                ["path"] = "/Users",
                ["bulkId"] = $"b{number}",
                ["data"] = new JsonObject { ["userName"] = $"user{number}" },
            })]);
            var bulk = new JsonObject { ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:BulkRequest"), ["Operations"] = operations };
            using var content = new StringContent(bulk.ToJsonString(), Encoding.UTF8, "application/scim+json");
            using HttpResponseMessage response = await client.PostAsync(new Uri("Bulk", UriKind.Relative), content, Cancel);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
        }
    }
}
