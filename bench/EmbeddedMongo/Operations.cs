using MongoDB.Bson;
using MongoDB.Driver;

namespace Scim.EmbeddedMongo.Bench;

/// <summary>What is measured, on documents of the size of a user.</summary>
internal sealed class Operations(IMongoDatabase database, long size)
{
    private const int Page = 100;
    private static readonly string Padding = new('x', 400);
    private readonly IMongoCollection<BsonDocument> _collection = database.GetCollection<BsonDocument>("items");
    private long _inserted;

    public IEnumerable<(string Name, Func<int, Task> Run)> All =>
    [
        ("ping", _ => database.RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1))),
        ("find by _id", _ => _collection.Find(new BsonDocument("_id", Any())).SingleAsync()),
        ("find by an index", _ => _collection.Find(new BsonDocument("key", Key(Any()))).SingleAsync()),
        ($"range of {Page} in order", _ => RangeAsync()),
        ("update by _id", _ => _collection.UpdateOneAsync(new BsonDocument("_id", Any()), Builders<BsonDocument>.Update.Inc("version", 1))),
        ("insert", _ => _collection.InsertOneAsync(New(size + Interlocked.Increment(ref _inserted)))),
    ];

    public async Task LoadAsync()
    {
        await _collection.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(new BsonDocument("key", 1), new CreateIndexOptions { Unique = true }));
        for (long from = 0; from < size; from += 1000)
        {
            long first = from;
            await _collection.InsertManyAsync(Enumerable.Range(0, (int)Math.Min(1000, size - from)).Select(i => New(first + i)));
        }
    }

    private async Task RangeAsync()
    {
        var from = new BsonDocument("key", new BsonDocument("$gte", Key(Random.Shared.NextInt64(Math.Max(1, size - Page)))));
        List<BsonDocument> found = await _collection.Find(from).Sort(new BsonDocument("key", 1)).Limit(Page).ToListAsync();
        if (found.Count != Page) throw new InvalidOperationException($"{found.Count} documents instead of {Page}.");
    }

    private long Any() => Random.Shared.NextInt64(size);

    private static string Key(long id) => $"user{id:D12}@example.com";

    private static BsonDocument New(long id) => new() { { "_id", id }, { "key", Key(id) }, { "version", 0 }, { "rest", Padding } };
}
