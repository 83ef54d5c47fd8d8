using MongoDB.Bson;
using MongoDB.Driver;

namespace Scim.EmbeddedMongo.Tests.Driver;

public sealed class AggregationTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task UnionWith_OfACollectionAndItsPipeline_ComesBehindTheFirst()
    {
        IMongoCollection<BsonDocument> first = fixture.NewCollection(), second = fixture.NewCollection();
        await first.InsertOneAsync(new BsonDocument { { "_id", "a" }, { "n", 5 } }, cancellationToken: Token);
        await second.InsertManyAsync(Enumerable.Range(0, 7).Select(i => new BsonDocument { { "_id", i }, { "mark", i % 2 } }), cancellationToken: Token);

        List<BsonDocument> found = await RunAsync(
            first.WithReadConcern(ReadConcern.Snapshot),
            "[{ $match: { _id: 'a' } }, { $unionWith: { coll: '" + Name(second) + "', pipeline: [{ $match: { mark: 1 } }, { $count: 'odd' }] } }, { $unionWith: '" + Name(second) + "' }, { $limit: 4 }]");

        Assert.Equal(
            [new BsonDocument { { "_id", "a" }, { "n", 5 } }, new BsonDocument("odd", 3), new BsonDocument { { "_id", 0 }, { "mark", 0 } }, new BsonDocument { { "_id", 1 }, { "mark", 1 } }],
            found);
    }

    [Fact]
    public async Task UnionWith_OfACollectionThatIsNotThere_AddsNothing()
    {
        IMongoCollection<BsonDocument> first = fixture.NewCollection(), missing = fixture.NewCollection();
        await first.InsertOneAsync(new BsonDocument("_id", 1), cancellationToken: Token);

        Assert.Equal([new BsonDocument("_id", 1)], await RunAsync(first, "[{ $unionWith: '" + Name(missing) + "' }]"));
        Assert.Equal([new BsonDocument("_id", 1)], await RunAsync(missing, "[{ $unionWith: { coll: '" + Name(first) + "' } }]"));
    }

    [Theory]
    [InlineData("[{ $unionWith: 1 }]", 9)]
    [InlineData("[{ $unionWith: { pipeline: [] } }]", 40414)]
    [InlineData("[{ $unionWith: { coll: 1 } }]", 14)]
    [InlineData("[{ $unionWith: { coll: 'c', pipeline: {} } }]", 14)]
    [InlineData("[{ $unionWith: { coll: 'c', let: {} } }]", 40415)]
    [InlineData("[{ $unionWith: { coll: 'c', pipeline: [{ $out: 'd' }] } }]", 40324)]
    public async Task UnionWith_ThatIsMalformed_IsRefused(string pipeline, int code)
    {
        MongoCommandException error = await Assert.ThrowsAsync<MongoCommandException>(() => RunAsync(fixture.NewCollection(), pipeline));

        Assert.Equal(code, error.Code);
    }

    private static string Name(IMongoCollection<BsonDocument> collection) => collection.CollectionNamespace.CollectionName;

    private static async Task<List<BsonDocument>> RunAsync(IMongoCollection<BsonDocument> collection, string pipeline)
    {
        PipelineDefinition<BsonDocument, BsonDocument> stages = MongoDB.Bson.Serialization.BsonSerializer.Deserialize<BsonArray>(pipeline).Select(stage => stage.AsBsonDocument).ToArray();
        using IAsyncCursor<BsonDocument> found = await collection.AggregateAsync(stages, cancellationToken: Token);
        return await found.ToListAsync(Token);
    }
}
