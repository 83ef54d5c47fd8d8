using System.Collections.Concurrent;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Scim.EmbeddedMongo.Tests.Durability;

/// <summary>
/// One of many clients that write until the server is gone, and remember what was acknowledged: 0 an insert, 1 an update
/// of it too, 2 a transaction.
/// </summary>
internal sealed class KilledWriter(MongoClient client, ConcurrentDictionary<string, int> acknowledged, int number, int round)
{
    private readonly IMongoDatabase _database = client.GetDatabase("killed");

    /// <summary>Writes on and on; the semaphore is released once for each acknowledged step.</summary>
    public async Task RunAsync(SemaphoreSlim steps, CancellationToken cancellationToken)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                string id = $"{round}-{number}-{i}";
                if (number % 4 == 0) await TransferAsync(id, cancellationToken);
                else await SingleAsync(id, i, cancellationToken);
                steps.Release();
            }
        }
        catch (Exception e) when (e is MongoException or TimeoutException or OperationCanceledException)
        {
            // the server is gone: what it has not acknowledged may be there or not
        }
    }

    private async Task SingleAsync(string id, int i, CancellationToken cancellationToken)
    {
        IMongoCollection<BsonDocument> singles = _database.GetCollection<BsonDocument>("singles");
        await singles.InsertOneAsync(new BsonDocument { { "_id", id }, { "k", i % 10 }, { "version", 0 } }, cancellationToken: cancellationToken);
        acknowledged[id] = 0;
        UpdateDefinition<BsonDocument> next = Builders<BsonDocument>.Update.Inc("version", 1).Set("k", (i % 10) + 100);
        await singles.UpdateOneAsync(new BsonDocument("_id", id), next, cancellationToken: cancellationToken);
        acknowledged[id] = 1;
    }

    /// <summary>A transaction over two collections: both documents are there, or none.</summary>
    private async Task TransferAsync(string id, CancellationToken cancellationToken)
    {
        // not disposed when the server is gone: that would wait for it, to abort the transaction
        IClientSessionHandle session = await client.StartSessionAsync(cancellationToken: cancellationToken);
        session.StartTransaction();
        await _database.GetCollection<BsonDocument>("left").InsertOneAsync(session, new BsonDocument { { "_id", id }, { "k", number } }, cancellationToken: cancellationToken);
        await _database.GetCollection<BsonDocument>("right").InsertOneAsync(session, new BsonDocument { { "_id", id }, { "k", number } }, cancellationToken: cancellationToken);
        await session.CommitTransactionAsync(cancellationToken);
        acknowledged[id] = 2;
        session.Dispose();
    }
}
