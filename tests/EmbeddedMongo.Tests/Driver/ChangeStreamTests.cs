using MongoDB.Bson;
using MongoDB.Driver;

namespace Scim.EmbeddedMongo.Tests.Driver;

public sealed class ChangeStreamTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_OfACollection_TellsOfEveryChangeInOrder()
    {
        IMongoCollection<BsonDocument> collection = fixture.NewCollection();
        using IChangeStreamCursor<ChangeStreamDocument<BsonDocument>> stream = await WatchAsync(collection);

        await collection.InsertOneAsync(new BsonDocument { { "_id", 1 }, { "v", 1 } }, cancellationToken: Token);
        await collection.UpdateOneAsync(new BsonDocument("_id", 1), new BsonDocument("$set", new BsonDocument("v", 2)), cancellationToken: Token);
        await collection.ReplaceOneAsync(new BsonDocument("_id", 1), new BsonDocument { { "_id", 1 }, { "w", 3 } }, cancellationToken: Token);
        await collection.DeleteOneAsync(new BsonDocument("_id", 1), Token);

        List<ChangeStreamDocument<BsonDocument>> changes = await TakeAsync(stream, 4);
        Assert.Equal(
            [ChangeStreamOperationType.Insert, ChangeStreamOperationType.Update, ChangeStreamOperationType.Replace, ChangeStreamOperationType.Delete],
            changes.Select(change => change.OperationType));
        Assert.Equal(new BsonDocument("v", 2), changes[1].UpdateDescription.UpdatedFields);
        Assert.All(changes, change => Assert.Equal(1, change.DocumentKey["_id"].AsInt32));
    }

    [Fact]
    public async Task Watch_WithUpdateLookup_CarriesTheDocument()
    {
        IMongoCollection<BsonDocument> collection = fixture.NewCollection();
        await collection.InsertOneAsync(new BsonDocument { { "_id", 1 }, { "v", 1 } }, cancellationToken: Token);
        using IChangeStreamCursor<ChangeStreamDocument<BsonDocument>> stream =
            await WatchAsync(collection, new ChangeStreamOptions { FullDocument = ChangeStreamFullDocumentOption.UpdateLookup });

        await collection.UpdateOneAsync(new BsonDocument("_id", 1), new BsonDocument("$inc", new BsonDocument("v", 1)), cancellationToken: Token);

        Assert.Equal(2, (await TakeAsync(stream, 1))[0].FullDocument["v"].AsInt32);
    }

    [Fact]
    public async Task Watch_ResumedAfterAToken_GoesOnBehindIt()
    {
        IMongoCollection<BsonDocument> collection = fixture.NewCollection();
        using IChangeStreamCursor<ChangeStreamDocument<BsonDocument>> first = await WatchAsync(collection);
        for (int i = 0; i < 5; i++) await collection.InsertOneAsync(new BsonDocument("_id", i), cancellationToken: Token);
        BsonDocument token = (await TakeAsync(first, 5))[2].ResumeToken;

        using IChangeStreamCursor<ChangeStreamDocument<BsonDocument>> second = await WatchAsync(collection, new ChangeStreamOptions { ResumeAfter = token });

        Assert.Equal([3, 4], (await TakeAsync(second, 2)).Select(change => change.DocumentKey["_id"].AsInt32));
    }

    [Fact]
    public async Task Watch_FilteredByAPipeline_TellsOfWhatMatches()
    {
        IMongoCollection<BsonDocument> collection = fixture.NewCollection();
        var pipeline = new BsonDocument[] { new("$match", new BsonDocument("operationType", "delete")) };
        using IChangeStreamCursor<ChangeStreamDocument<BsonDocument>> stream =
            await collection.WatchAsync<ChangeStreamDocument<BsonDocument>>(pipeline, cancellationToken: Token);

        await collection.InsertOneAsync(new BsonDocument("_id", 1), cancellationToken: Token);
        await collection.DeleteOneAsync(new BsonDocument("_id", 1), Token);

        Assert.Equal(ChangeStreamOperationType.Delete, (await TakeAsync(stream, 1))[0].OperationType);
    }

    [Fact]
    public async Task Watch_OfADroppedCollection_EndsWithInvalidate()
    {
        IMongoCollection<BsonDocument> collection = fixture.NewCollection();
        await collection.InsertOneAsync(new BsonDocument("_id", 1), cancellationToken: Token);
        using IChangeStreamCursor<ChangeStreamDocument<BsonDocument>> stream = await WatchAsync(collection);

        await collection.Database.DropCollectionAsync(collection.CollectionNamespace.CollectionName, Token);

        Assert.Equal(
            [ChangeStreamOperationType.Drop, ChangeStreamOperationType.Invalidate],
            (await TakeAsync(stream, 2)).Select(change => change.OperationType));
    }

    [Fact]
    public async Task Watch_BehindTheHistory_IsHistoryLost()
    {
        string folder = Directory.CreateTempSubdirectory("embedded-mongo-").FullName;
        await using (EmbeddedMongoServer server = await EmbeddedMongoServer.StartAsync(
            new EmbeddedMongoOptions { DataFolder = folder, Port = 0, OplogBytes = 64 * 1024 }, Token))
        {
            using var client = new MongoClient(server.ConnectionString);
            IMongoCollection<BsonDocument> collection = client.GetDatabase("tests").GetCollection<BsonDocument>("c");
            await collection.InsertOneAsync(new BsonDocument("_id", -1), cancellationToken: Token);
            using IChangeStreamCursor<ChangeStreamDocument<BsonDocument>> stream = await WatchAsync(collection);
            await collection.InsertOneAsync(new BsonDocument("_id", -2), cancellationToken: Token);
            BsonDocument token = (await TakeAsync(stream, 1))[0].ResumeToken;
            for (int i = 0; i < 100; i++)
            {
                await collection.InsertOneAsync(new BsonDocument { { "_id", i }, { "text", new string('x', 2000) } }, cancellationToken: Token);
            }

            MongoCommandException error = await Assert.ThrowsAsync<MongoCommandException>(
                () => WatchAsync(collection, new ChangeStreamOptions { ResumeAfter = token }));

            Assert.Equal(286, error.Code);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Watch_OfATransaction_TellsAtItsCommit()
    {
        IMongoCollection<BsonDocument> collection = fixture.NewCollection();
        await collection.InsertOneAsync(new BsonDocument("_id", 0), cancellationToken: Token);
        using IChangeStreamCursor<ChangeStreamDocument<BsonDocument>> stream = await WatchAsync(collection);
        using (IClientSessionHandle session = await fixture.Client.StartSessionAsync(cancellationToken: Token))
        {
            session.StartTransaction();
            await collection.InsertOneAsync(session, new BsonDocument("_id", 1), cancellationToken: Token);
            await collection.InsertOneAsync(session, new BsonDocument("_id", 2), cancellationToken: Token);
            await collection.InsertOneAsync(new BsonDocument("_id", 3), cancellationToken: Token);
            await session.CommitTransactionAsync(Token);
        }

        Assert.Equal([3, 1, 2], (await TakeAsync(stream, 3)).Select(change => change.DocumentKey["_id"].AsInt32));
    }

    [Fact]
    public async Task CountDocuments_AndAggregate_CountAndGroup()
    {
        IMongoCollection<BsonDocument> collection = fixture.NewCollection();
        await collection.InsertManyAsync(Enumerable.Range(0, 300).Select(i => new BsonDocument { { "_id", i }, { "v", i % 3 } }), cancellationToken: Token);

        long count = await collection.CountDocumentsAsync(new BsonDocument("v", 1), cancellationToken: Token);
        List<BsonDocument> groups = await collection.Aggregate()
            .Match(new BsonDocument("_id", new BsonDocument("$gte", 30)))
            .Group(new BsonDocument { { "_id", "$v" }, { "n", new BsonDocument("$sum", 1) } })
            .Sort(new BsonDocument("_id", 1))
            .ToListAsync(Token);

        Assert.Equal(100, count);
        Assert.Equal([90, 90, 90], groups.Select(group => group["n"].ToInt32()));
        Assert.Equal(0, await collection.CountDocumentsAsync(new BsonDocument("v", 9), cancellationToken: Token));
    }

    private static Task<IChangeStreamCursor<ChangeStreamDocument<BsonDocument>>> WatchAsync(
        IMongoCollection<BsonDocument> collection, ChangeStreamOptions? options = null) => collection.WatchAsync(options, Token);

    private static async Task<List<ChangeStreamDocument<BsonDocument>>> TakeAsync(
        IChangeStreamCursor<ChangeStreamDocument<BsonDocument>> stream, int count)
    {
        var changes = new List<ChangeStreamDocument<BsonDocument>>();
        while (changes.Count < count && await stream.MoveNextAsync(Token)) changes.AddRange(stream.Current);
        return changes;
    }
}
