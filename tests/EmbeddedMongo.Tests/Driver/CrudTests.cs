using MongoDB.Bson;
using MongoDB.Driver;

namespace Scim.EmbeddedMongo.Tests.Driver;

public sealed class CrudTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static FilterDefinition<BsonDocument> Id(BsonValue id) => new BsonDocument("_id", id);

    [Fact]
    public async Task InsertOne_ThenFind_GivesTheDocumentBack()
    {
        IMongoCollection<BsonDocument> collection = fixture.NewCollection();
        var document = new BsonDocument { { "name", "Barbara" }, { "_id", "a" } };

        await collection.InsertOneAsync(document, cancellationToken: Token);
        BsonDocument found = await collection.Find(Id("a")).SingleAsync(Token);

        Assert.Equal(new BsonDocument { { "_id", "a" }, { "name", "Barbara" } }, found);
    }

    [Fact]
    public async Task InsertOne_OfAnIdThatIsThere_IsADuplicateKey()
    {
        IMongoCollection<BsonDocument> collection = fixture.NewCollection();
        await collection.InsertOneAsync(new BsonDocument("_id", 1), cancellationToken: Token);

        MongoWriteException error = await Assert.ThrowsAsync<MongoWriteException>(
            () => collection.InsertOneAsync(new BsonDocument("_id", 1.0), cancellationToken: Token));

        Assert.Equal(ServerErrorCategory.DuplicateKey, error.WriteError.Category);
    }

    [Fact]
    public async Task Find_OfManyDocuments_GoesThroughBatchesInOrder()
    {
        IMongoCollection<BsonDocument> collection = fixture.NewCollection();
        await collection.InsertManyAsync(Enumerable.Range(0, 1000).Select(i => new BsonDocument { { "_id", i }, { "v", i % 7 } }), cancellationToken: Token);

        List<BsonDocument> all = await collection.Find(new BsonDocument(), new FindOptions { BatchSize = 33 }).Sort(new BsonDocument("_id", 1)).ToListAsync(Token);
        List<BsonDocument> page = await collection.Find(new BsonDocument("_id", new BsonDocument("$gt", 500)))
            .Sort(new BsonDocument("_id", -1)).Skip(2).Limit(3).Project(new BsonDocument("v", 1)).ToListAsync(Token);

        Assert.Equal(Enumerable.Range(0, 1000), all.Select(document => document["_id"].AsInt32));
        Assert.Equal([997, 996, 995], page.Select(document => document["_id"].AsInt32));
        Assert.Equal(2, page[0].ElementCount);
    }

    [Fact]
    public async Task UpdateOne_AndMany_ReportMatchedAndModified()
    {
        IMongoCollection<BsonDocument> collection = fixture.NewCollection();
        await collection.InsertManyAsync([new BsonDocument { { "_id", 1 }, { "v", 1 } }, new BsonDocument { { "_id", 2 }, { "v", 1 } }], cancellationToken: Token);

        UpdateResult one = await collection.UpdateOneAsync(Id(1), new BsonDocument("$set", new BsonDocument("v", 1)), cancellationToken: Token);
        UpdateResult many = await collection.UpdateManyAsync(new BsonDocument("v", 1), new BsonDocument("$inc", new BsonDocument("v", 1)), cancellationToken: Token);
        UpdateResult upsert = await collection.UpdateOneAsync(
            Id(3), new BsonDocument("$setOnInsert", new BsonDocument("v", 9)), new UpdateOptions { IsUpsert = true }, Token);

        Assert.Equal((1, 0), (one.MatchedCount, one.ModifiedCount));
        Assert.Equal((2, 2), (many.MatchedCount, many.ModifiedCount));
        Assert.Equal(3, upsert.UpsertedId.AsInt32);
        Assert.Equal(3, await collection.EstimatedDocumentCountAsync(cancellationToken: Token));
    }

    [Fact]
    public async Task FindOneAndUpdate_WithUpsert_AnswersTheNewDocument()
    {
        IMongoCollection<BsonDocument> collection = fixture.NewCollection();

        BsonDocument made = await collection.FindOneAndUpdateAsync<BsonDocument>(
            Id("x"),
            new BsonDocument("$inc", new BsonDocument("n", 1)),
            new FindOneAndUpdateOptions<BsonDocument> { IsUpsert = true, ReturnDocument = ReturnDocument.After },
            Token);

        Assert.Equal(new BsonDocument { { "_id", "x" }, { "n", 1 } }, made);
    }

    [Fact]
    public async Task BulkWrite_Unordered_ReportsTheFailureAndAppliesTheRest()
    {
        IMongoCollection<BsonDocument> collection = fixture.NewCollection();
        await collection.Indexes.CreateOneAsync(
            new CreateIndexModel<BsonDocument>(new BsonDocument("k", 1), new CreateIndexOptions { Unique = true }), cancellationToken: Token);

        MongoBulkWriteException<BsonDocument> error = await Assert.ThrowsAsync<MongoBulkWriteException<BsonDocument>>(() => collection.BulkWriteAsync(
            [
                new InsertOneModel<BsonDocument>(new BsonDocument { { "_id", 1 }, { "k", 1 } }),
                new InsertOneModel<BsonDocument>(new BsonDocument { { "_id", 2 }, { "k", 1 } }),
                new UpdateOneModel<BsonDocument>(Id(1), new BsonDocument("$set", new BsonDocument("v", 1))),
                new DeleteManyModel<BsonDocument>(new BsonDocument("v", 1)),
            ],
            new BulkWriteOptions { IsOrdered = false },
            Token));

        Assert.Equal(1, Assert.Single(error.WriteErrors).Index);
        Assert.Equal(1, error.Result.InsertedCount);
        Assert.Equal(0, await collection.EstimatedDocumentCountAsync(cancellationToken: Token));
    }

    [Fact]
    public async Task Indexes_CreatedListedAndDropped()
    {
        IMongoCollection<BsonDocument> collection = fixture.NewCollection();
        await collection.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(new BsonDocument { { "t", 1 }, { "k", 1 } }), cancellationToken: Token);

        List<BsonDocument> indexes = await (await collection.Indexes.ListAsync(Token)).ToListAsync(Token);
        await collection.Indexes.DropOneAsync("t_1_k_1", Token);

        Assert.Equal(["_id_", "t_1_k_1"], indexes.Select(index => index["name"].AsString));
        Assert.Single(await (await collection.Indexes.ListAsync(Token)).ToListAsync(Token));
    }

    [Fact]
    public async Task UnknownCommand_IsRefusedWithItsCode()
    {
        MongoCommandException error = await Assert.ThrowsAsync<MongoCommandException>(
            () => fixture.Database.RunCommandAsync<BsonDocument>(new BsonDocument("nope", 1), cancellationToken: Token));

        Assert.Equal((59, "CommandNotFound"), (error.Code, error.CodeName));
    }

    [Fact]
    public async Task Restart_KeepsWhatWasAcknowledged()
    {
        string folder = Directory.CreateTempSubdirectory("embedded-mongo-").FullName;
        for (int round = 0; round < 3; round++)
        {
            await using EmbeddedMongoServer server = await EmbeddedMongoServer.StartAsync(new EmbeddedMongoOptions { DataFolder = folder, Port = 0 }, Token);
            using var client = new MongoClient(server.ConnectionString);
            IMongoCollection<BsonDocument> collection = client.GetDatabase("d").GetCollection<BsonDocument>("c");
            Assert.Equal(round, await collection.EstimatedDocumentCountAsync(cancellationToken: Token));
            await collection.InsertOneAsync(new BsonDocument("_id", round), cancellationToken: Token);
        }

        Directory.Delete(folder, recursive: true);
    }
}
