using System.Collections.Concurrent;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Scim.EmbeddedMongo.Tests.Durability;

public sealed class KillTests
{
    private const int Rounds = 50;
    private const int Writers = 16;
    private const int StepsBeforeKill = 200;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_InTheMiddleOfManyWriters_LosesNothingThatWasAcknowledged()
    {
        string folder = Directory.CreateTempSubdirectory("embedded-mongo-").FullName;
        var acknowledged = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        for (int round = 0; round <= Rounds; round++)
        {
            await using ServerUnderKill server = await ServerUnderKill.StartAsync(folder, Token);
            IMongoDatabase database = server.Client.GetDatabase("killed");
            if (round == 0) await PrepareAsync(database);
            else await VerifyAsync(database, acknowledged);
            if (round < Rounds) await WriteUntilKilledAsync(server, acknowledged, round);
        }

        Assert.True(acknowledged.Count > Rounds * StepsBeforeKill / 2);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Start_OnADamagedLog_OpensToAGoodCommitOrRefusesWithASentence()
    {
        var random = new Random(20);
        int opened = 0;
        for (int round = 0; round < 12; round++)
        {
            string folder = Directory.CreateTempSubdirectory("embedded-mongo-").FullName;
            var acknowledged = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
            await using (ServerUnderKill server = await ServerUnderKill.StartAsync(folder, Token))
            {
                await PrepareAsync(server.Client.GetDatabase("killed"));
                await WriteUntilKilledAsync(server, acknowledged, round);
            }

            Damage(Path.Combine(folder, "data.db-wal"), random);
            try
            {
                await using ServerUnderKill server = await ServerUnderKill.StartAsync(folder, Token);
                await VerifyConsistentAsync(server.Client.GetDatabase("killed"));
                opened++;
            }
            catch (InvalidOperationException refused)
            {
                Assert.StartsWith("1: The database file", refused.Message, StringComparison.Ordinal);
            }

            Directory.Delete(folder, recursive: true);
        }

        Assert.True(opened > 0);
    }

    private static async Task PrepareAsync(IMongoDatabase database)
    {
        foreach (string name in (string[])["singles", "left", "right"])
        {
            await database.GetCollection<BsonDocument>(name).Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(new BsonDocument("k", 1)), cancellationToken: Token);
        }
    }

    private static async Task WriteUntilKilledAsync(ServerUnderKill server, ConcurrentDictionary<string, int> acknowledged, int round)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var steps = new SemaphoreSlim(0);
        Task[] writers = [.. Enumerable.Range(0, Writers).Select(number =>
            Task.Run(() => new KilledWriter(server.Client, acknowledged, number, round).RunAsync(steps, stop.Token), Token))];
        for (int i = 0; i < StepsBeforeKill; i++) await steps.WaitAsync(Token);
        await server.KillAsync();
        await stop.CancelAsync();
        await Task.WhenAll(writers);
    }

    private static async Task VerifyAsync(IMongoDatabase database, ConcurrentDictionary<string, int> acknowledged)
    {
        (Dictionary<string, int> singles, HashSet<string> pairs) = await VerifyConsistentAsync(database);
        foreach ((string id, int kind) in acknowledged)
        {
            if (kind == 2) Assert.Contains(id, pairs);
            else Assert.True(singles.TryGetValue(id, out int version) && version >= kind, $"{id} was acknowledged at {kind}");
        }
    }

    /// <summary>Indexes agree with documents, and no transaction is there by half.</summary>
    private static async Task<(Dictionary<string, int> Singles, HashSet<string> Pairs)> VerifyConsistentAsync(IMongoDatabase database)
    {
        List<BsonDocument> singles = await ReadAsync(database, "singles"), left = await ReadAsync(database, "left"), right = await ReadAsync(database, "right");
        Assert.Equal(left, right);
        return (singles.ToDictionary(item => item["_id"].AsString, item => item["version"].AsInt32), [.. left.Select(item => item["_id"].AsString)]);
    }

    private static async Task<List<BsonDocument>> ReadAsync(IMongoDatabase database, string name)
    {
        IMongoCollection<BsonDocument> collection = database.GetCollection<BsonDocument>(name);
        List<BsonDocument> natural = await collection.Find(new BsonDocument(), new FindOptions { Hint = new BsonDocument("$natural", 1) }).ToListAsync(Token);
        List<BsonDocument> byKey = await collection.Find(new BsonDocument("k", new BsonDocument("$gte", 0)), new FindOptions { Hint = "k_1" }).ToListAsync(Token);
        List<BsonDocument> byId = await collection.Find(new BsonDocument("_id", new BsonDocument("$gte", "")), new FindOptions { Hint = "_id_" }).ToListAsync(Token);
        List<BsonDocument> sorted = [.. natural.OrderBy(item => item["_id"].AsString, StringComparer.Ordinal)];
        Assert.Equal(sorted, byKey.OrderBy(item => item["_id"].AsString, StringComparer.Ordinal));
        Assert.Equal(sorted, byId);
        Assert.Equal(natural.Count, await collection.CountDocumentsAsync(new BsonDocument(), cancellationToken: Token));
        return sorted;
    }

    private static void Damage(string log, Random random)
    {
        using FileStream file = File.Open(log, FileMode.Open);
        if (random.Next(3) == 0)
        {
            file.SetLength(random.NextInt64(file.Length));
            return;
        }

        for (int i = 0; i < 20; i++)
        {
            file.Position = random.NextInt64(file.Length);
            file.WriteByte((byte)random.Next(256));
        }
    }
}
