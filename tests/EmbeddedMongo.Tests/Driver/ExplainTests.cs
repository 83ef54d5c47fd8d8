using MongoDB.Bson;
using MongoDB.Driver;

namespace Scim.EmbeddedMongo.Tests.Driver;

public sealed class ExplainTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{ find: "C", filter: { k: 7 } }""", 1, 1)]
    [InlineData("""{ find: "C", filter: { _id: 7 } }""", 1, 1)]
    [InlineData("""{ find: "C", filter: { k: { $gte: 10, $lt: 20 } }, sort: { k: 1 } }""", 10, 10)]
    [InlineData("""{ find: "C", filter: { k: { $gte: 10 } }, sort: { k: 1 }, limit: 3 }""", 3, 3)]
    [InlineData("""{ find: "C", filter: { v: 1 } }""", 0, 100)]
    [InlineData("""{ count: "C", query: { k: { $lt: 10 } } }""", 10, 0)]
    [InlineData("""{ update: "C", updates: [{ q: { k: 7 }, u: { $set: { v: 9 } } }] }""", 1, 1)]
    [InlineData("""{ delete: "C", deletes: [{ q: { k: { $in: [1, 2] } }, limit: 0 }] }""", 2, 2)]
    [InlineData("""{ findAndModify: "C", query: { k: 7 }, remove: true }""", 1, 1)]
    public async Task Explain_OfAQuery_CountsWhatItExamines(string command, int keys, int documents)
    {
        IMongoCollection<BsonDocument> collection = await FillAsync();

        BsonDocument reply = await ExplainAsync(collection, command);

        BsonDocument stats = reply["executionStats"].AsBsonDocument;
        Assert.Equal((keys, documents), (stats["totalKeysExamined"].AsInt32, stats["totalDocsExamined"].AsInt32));
        Assert.Equal(100, await collection.CountDocumentsAsync(new BsonDocument(), cancellationToken: Token));
    }

    [Theory]
    [InlineData("""{ find: "C", filter: { t: 1, _id: { $in: [3, 5] } } }""", 2)]
    [InlineData("""{ update: "C", updates: [{ q: { t: 1, _id: { $in: [3] } }, u: { $set: { v: 9 } } }] }""", 1)]
    [InlineData("""{ find: "C", filter: { t: 1, _id: { $gt: 3, $lt: 9 } }, sort: { _id: 1 } }""", 5)]
    [InlineData("""{ delete: "C", deletes: [{ q: { t: 1, _id: { $gt: 3, $lt: 9 } }, limit: 0 }] }""", 5)]
    [InlineData("""{ find: "C", filter: { t: 1, m: { $in: [3, 5] } } }""", 2)]
    public async Task Explain_OfIdsBesideAFieldThatAllShare_GoesByTheIds(string command, int examined)
    {
        IMongoCollection<BsonDocument> collection = fixture.NewCollection();
        await collection.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(new BsonDocument { { "t", 1 }, { "m", 1 } }), cancellationToken: Token);
        await collection.InsertManyAsync(Enumerable.Range(0, 100).Select(i => new BsonDocument { { "_id", i }, { "t", 1 }, { "m", i } }), cancellationToken: Token);

        BsonDocument reply = await ExplainAsync(collection, command);

        Assert.Equal(examined, reply["executionStats"]["totalKeysExamined"].AsInt32);
    }

    [Fact]
    public async Task Explain_OfAPipeline_ShowsTheQueryAndTheStagesBehindIt()
    {
        IMongoCollection<BsonDocument> collection = await FillAsync();

        BsonDocument reply = await ExplainAsync(collection, """{ aggregate: "C", pipeline: [{ $match: { k: 3 } }, { $skip: 1 }], cursor: {} }""");

        BsonArray stages = reply["stages"].AsBsonArray;
        Assert.Equal("k_1", stages[0]["$cursor"]["queryPlanner"]["winningPlan"]["inputStage"]["indexName"].AsString);
        Assert.Equal(new BsonDocument("$skip", 1), stages[1]);
    }

    [Theory]
    [InlineData("""{ insert: "C", documents: [{}] }""", 59)]
    [InlineData("""{ find: "C", bogus: 1 }""", 40415)]
    [InlineData("""{ find: "C", filter: { k: { $bogus: 1 } } }""", 2)]
    public async Task Explain_OfWhatIsNotKnown_IsRefused(string command, int code)
    {
        IMongoCollection<BsonDocument> collection = await FillAsync();

        MongoCommandException error = await Assert.ThrowsAsync<MongoCommandException>(() => ExplainAsync(collection, command));

        Assert.Equal(code, error.Code);
    }

    [Fact]
    public async Task Statistics_OfACollectionItsDatabaseAndTheServer_CountDocuments()
    {
        IMongoCollection<BsonDocument> collection = await FillAsync();

        BsonDocument ofCollection = await RunAsync(new BsonDocument("collStats", collection.CollectionNamespace.CollectionName));
        BsonDocument ofDatabase = await RunAsync(new BsonDocument("dbStats", 1));
        BsonDocument ofServer = await RunAsync(new BsonDocument("serverStatus", 1));

        Assert.Equal((100, 2), (ofCollection["count"].AsInt32, ofCollection["nindexes"].AsInt32));
        Assert.InRange(ofCollection["size"].AsInt32, 100 * 20, 100 * 40);
        Assert.True(ofDatabase["objects"].AsInt64 >= 100);
        Assert.True(ofServer["opcounters"]["insert"].AsInt64 > 0);
    }

    private async Task<IMongoCollection<BsonDocument>> FillAsync()
    {
        IMongoCollection<BsonDocument> collection = fixture.NewCollection();
        await collection.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(new BsonDocument("k", 1)), cancellationToken: Token);
        await collection.InsertManyAsync(Enumerable.Range(0, 100).Select(i => new BsonDocument { { "_id", i }, { "k", i }, { "v", i % 7 } }), cancellationToken: Token);
        return collection;
    }

    private Task<BsonDocument> ExplainAsync(IMongoCollection<BsonDocument> collection, string command)
    {
        var inner = BsonDocument.Parse(command.Replace("\"C\"", $"\"{collection.CollectionNamespace.CollectionName}\"", StringComparison.Ordinal));
        return RunAsync(new BsonDocument { { "explain", inner }, { "verbosity", "executionStats" } });
    }

    private Task<BsonDocument> RunAsync(BsonDocument command) => fixture.Database.RunCommandAsync<BsonDocument>(command, cancellationToken: Token);
}
