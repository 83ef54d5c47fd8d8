using Microsoft.Extensions.Time.Testing;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.EmbeddedMongo.Tests.Golden;

namespace Scim.EmbeddedMongo.Tests.Driver;

public sealed class TransactionTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly UpdateDefinition<BsonDocument> Next = Builders<BsonDocument>.Update.Inc("n", 1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 0)]
    public async Task Transaction_OverTwoCollections_IsSeenWholeOrNotAtAll(bool commits, int after)
    {
        IMongoCollection<BsonDocument> first = await NewAsync(), second = await NewAsync();
        using IClientSessionHandle session = await fixture.Client.StartSessionAsync(cancellationToken: Token);
        session.StartTransaction();
        await first.InsertOneAsync(session, new BsonDocument("_id", "x"), cancellationToken: Token);
        await second.InsertOneAsync(session, new BsonDocument("_id", "x"), cancellationToken: Token);

        long inside = await CountAsync(first, session) + await CountAsync(second, session), outside = await CountAsync(first) + await CountAsync(second);
        if (commits) await session.CommitTransactionAsync(Token);
        else await session.AbortTransactionAsync(Token);

        Assert.Equal((2, 0), (inside, outside));
        Assert.Equal(after, await CountAsync(first) + await CountAsync(second));
    }

    [Fact]
    public async Task Transaction_ThatReadsTwice_SeesOneSnapshot()
    {
        IMongoCollection<BsonDocument> collection = await NewAsync();
        await collection.InsertOneAsync(new BsonDocument { { "_id", 1 }, { "n", 1 } }, cancellationToken: Token);
        using IClientSessionHandle session = await fixture.Client.StartSessionAsync(cancellationToken: Token);
        session.StartTransaction();
        BsonDocument before = await collection.Find(session, new BsonDocument("_id", 1)).SingleAsync(Token);

        await collection.UpdateOneAsync(new BsonDocument("_id", 1), Next, cancellationToken: Token);
        BsonDocument again = await collection.Find(session, new BsonDocument("_id", 1)).SingleAsync(Token);

        Assert.Equal(before, again);
    }

    [Fact]
    public async Task Transactions_ThatWriteTheSameDocument_ConflictWithALabel()
    {
        IMongoCollection<BsonDocument> collection = await NewAsync();
        await collection.InsertOneAsync(new BsonDocument { { "_id", 1 }, { "n", 0 } }, cancellationToken: Token);
        using IClientSessionHandle first = await fixture.Client.StartSessionAsync(cancellationToken: Token), second = await fixture.Client.StartSessionAsync(cancellationToken: Token);
        first.StartTransaction();
        second.StartTransaction();
        await collection.UpdateOneAsync(first, new BsonDocument("_id", 1), Next, cancellationToken: Token);

        var conflict = await Assert.ThrowsAsync<MongoCommandException>(() => collection.UpdateOneAsync(second, new BsonDocument("_id", 1), Next, cancellationToken: Token));
        await first.CommitTransactionAsync(Token);

        Assert.Equal(112, conflict.Code);
        Assert.True(conflict.HasErrorLabel("TransientTransactionError"));
        Assert.Equal(1, (await collection.Find(new BsonDocument("_id", 1)).SingleAsync(Token))["n"].AsInt32);
    }

    [Fact]
    public async Task WithTransaction_ByManyClientsOnOneDocument_CountsEachOnce()
    {
        const int Clients = 8, Times = 10;
        IMongoCollection<BsonDocument> collection = await NewAsync();
        await collection.InsertOneAsync(new BsonDocument { { "_id", 1 }, { "n", 0 } }, cancellationToken: Token);

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            using IClientSessionHandle session = await fixture.Client.StartSessionAsync(cancellationToken: Token);
            for (int i = 0; i < Times; i++)
            {
                await session.WithTransactionAsync((open, token) => collection.UpdateOneAsync(open, new BsonDocument("_id", 1), Next, cancellationToken: token), cancellationToken: Token);
            }
        }));

        Assert.Equal(Clients * Times, (await collection.Find(new BsonDocument("_id", 1)).SingleAsync(Token))["n"].AsInt32);
    }

    [Fact]
    public async Task Write_SentAgainWithItsNumber_IsAppliedOnce()
    {
        IMongoCollection<BsonDocument> collection = await NewAsync();
        await collection.InsertOneAsync(new BsonDocument { { "_id", 1 }, { "n", 0 } }, cancellationToken: Token);
        using var wire = new WireClient();
        await wire.ConnectAsync(fixture.Server.EndPoint, Token);
        var update = new BsonDocument
        {
            { "update", collection.CollectionNamespace.CollectionName },
            { "updates", new BsonArray { new BsonDocument { { "q", new BsonDocument("_id", 1) }, { "u", new BsonDocument("$inc", new BsonDocument("n", 1)) } } } },
            { "lsid", new BsonDocument("id", new BsonBinaryData(Guid.NewGuid(), GuidRepresentation.Standard)) },
            { "txnNumber", 1L },
            { "$db", "tests" },
        };

        BsonDocument first = await wire.RunAsync(update, "updates", Token), again = await wire.RunAsync(update, "updates", Token);

        Assert.Equal((1, 1), (first["nModified"].ToInt32(), again["nModified"].ToInt32()));
        Assert.Equal(1, (await collection.Find(new BsonDocument("_id", 1)).SingleAsync(Token))["n"].AsInt32);
    }

    [Fact]
    public async Task Transaction_ThatIsAbandoned_TimesOutAndLetsOthersWrite()
    {
        string folder = Directory.CreateTempSubdirectory("embedded-mongo-").FullName;
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using (EmbeddedMongoServer server = await EmbeddedMongoServer.StartAsync(new EmbeddedMongoOptions { DataFolder = folder, Port = 0, Time = time }, Token))
        {
            using var client = new MongoClient(server.ConnectionString);
            IMongoCollection<BsonDocument> collection = client.GetDatabase("tests").GetCollection<BsonDocument>("c");
            await collection.InsertOneAsync(new BsonDocument { { "_id", 1 }, { "n", 0 } }, cancellationToken: Token);
            using IClientSessionHandle session = await client.StartSessionAsync(cancellationToken: Token);
            session.StartTransaction();
            await collection.UpdateOneAsync(session, new BsonDocument("_id", 1), Next, cancellationToken: Token);
            Task<UpdateResult> waiting = collection.UpdateOneAsync(new BsonDocument("_id", 1), Next, cancellationToken: Token);

            time.Advance(TimeSpan.FromSeconds(62));
            await waiting;
            var error = await Assert.ThrowsAsync<MongoCommandException>(() => session.CommitTransactionAsync(Token));

            Assert.Equal(251, error.Code);
            Assert.Equal(1, (await collection.Find(new BsonDocument("_id", 1)).SingleAsync(Token))["n"].AsInt32);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Cursor_LeftOpenByATransaction_EndsWithItAndLeavesNoOldSnapshotBehind()
    {
        IMongoCollection<BsonDocument> collection = await NewAsync();
        await collection.InsertManyAsync(Enumerable.Range(0, 100).Select(i => new BsonDocument("_id", i)), cancellationToken: Token);
        for (int i = 0; i < 5; i++)
        {
            using IClientSessionHandle session = await fixture.Client.StartSessionAsync(cancellationToken: Token);
            session.StartTransaction();
            using IAsyncCursor<BsonDocument> cursor = await collection.FindAsync(session, new BsonDocument(), new FindOptions<BsonDocument> { BatchSize = 2 }, Token);
            await cursor.MoveNextAsync(Token);
            await session.CommitTransactionAsync(Token);
        }

        await collection.InsertOneAsync(new BsonDocument("_id", "new"), cancellationToken: Token);
        long[] counts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => collection.Find(new BsonDocument("_id", "new")).CountDocumentsAsync(Token)));

        Assert.All(counts, count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task BulkWrite_OfEveryKind_ReportsEachCount()
    {
        IMongoCollection<BsonDocument> collection = await NewAsync();
        BulkWriteResult<BsonDocument> result = await collection.BulkWriteAsync(
            [
                new InsertOneModel<BsonDocument>(new BsonDocument { { "_id", 1 }, { "n", 0 } }),
                new InsertOneModel<BsonDocument>(new BsonDocument { { "_id", 2 }, { "n", 0 } }),
                new UpdateManyModel<BsonDocument>(new BsonDocument(), Next),
                new UpdateOneModel<BsonDocument>(new BsonDocument("_id", 3), Next) { IsUpsert = true },
                new ReplaceOneModel<BsonDocument>(new BsonDocument("_id", 2), new BsonDocument("r", true)),
                new DeleteOneModel<BsonDocument>(new BsonDocument("_id", 1)),
            ],
            cancellationToken: Token);

        Assert.Equal((2, 3, 1, 1), (result.InsertedCount, result.ModifiedCount, result.Upserts.Count, result.DeletedCount));
        Assert.Equal(2, await CountAsync(collection));
    }

    private async Task<IMongoCollection<BsonDocument>> NewAsync()
    {
        IMongoCollection<BsonDocument> collection = fixture.NewCollection();
        await fixture.Database.CreateCollectionAsync(collection.CollectionNamespace.CollectionName, cancellationToken: Token);
        return collection;
    }

    private static Task<long> CountAsync(IMongoCollection<BsonDocument> collection, IClientSessionHandle? session = null) => session is null
        ? collection.CountDocumentsAsync(new BsonDocument(), cancellationToken: Token)
        : collection.CountDocumentsAsync(session, new BsonDocument(), cancellationToken: Token);
}
