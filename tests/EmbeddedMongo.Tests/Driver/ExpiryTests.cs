using Microsoft.Extensions.Time.Testing;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Scim.EmbeddedMongo.Tests.Driver;

public sealed class ExpiryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TtlIndex_WhenTimeHasPassed_DeletesWhatIsOverAndTellsChangeStreams()
    {
        string folder = Directory.CreateTempSubdirectory("embedded-mongo-").FullName;
        var time = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using (EmbeddedMongoServer server = await EmbeddedMongoServer.StartAsync(new EmbeddedMongoOptions { DataFolder = folder, Port = 0, Time = time }, Token))
        {
            using var client = new MongoClient(server.ConnectionString);
            IMongoCollection<BsonDocument> collection = client.GetDatabase("tests").GetCollection<BsonDocument>("sessions");
            var expires = new CreateIndexOptions { ExpireAfter = TimeSpan.FromMinutes(10) };
            await collection.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(new BsonDocument("at", 1), expires), cancellationToken: Token);
            DateTime now = time.GetUtcNow().UtcDateTime;
            await collection.InsertManyAsync(Enumerable.Range(0, 500).Select(i => new BsonDocument { { "_id", i }, { "at", now } }), cancellationToken: Token);
            await collection.InsertOneAsync(new BsonDocument { { "_id", "later" }, { "at", now.AddHours(1) } }, cancellationToken: Token);
            await collection.InsertOneAsync(new BsonDocument { { "_id", "no date" }, { "at", 5 } }, cancellationToken: Token);
            using IChangeStreamCursor<ChangeStreamDocument<BsonDocument>> changes = await collection.WatchAsync(cancellationToken: Token);

            time.Advance(TimeSpan.FromMinutes(11));
            int deleted = 0;
            while (deleted < 500 && await changes.MoveNextAsync(Token)) deleted += changes.Current.Count(change => change.OperationType == ChangeStreamOperationType.Delete);

            List<BsonDocument> left = await collection.Find(new BsonDocument()).ToListAsync(Token);
            Assert.Equal(["later", "no date"], left.Select(document => document["_id"].AsString));
        }

        Directory.Delete(folder, recursive: true);
    }
}
