using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Storage.Mongo;

namespace Scim.Groups.Subjects;

/// <summary>
/// Lets one process at a time do a piece of work that all of them could: who has the lease renews it, and loses it with
/// its life. The work is harmless if two do it for a moment, so that clocks need not agree.
/// </summary>
internal sealed class ProcessLease(MongoConnection connection, TimeProvider time, string name)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(3);

    private readonly string _owner = Guid.NewGuid().ToString("N");

    private IMongoCollection<BsonDocument> Leases => connection.Database.GetCollection<BsonDocument>("leases");

    /// <summary>Waits for the lease and does the work, until the work ends or the lease is lost.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        await WaitAsync(cancellationToken);
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task renewal = RenewAsync(lost);
        try
        {
            await work(lost.Token);
        }
        finally
        {
            await lost.CancelAsync();
            await renewal;
            if (cancellationToken.IsCancellationRequested) await ReleaseAsync();
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!await TakeAsync(cancellationToken)) await Task.Delay(Renewal, time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // It may have been taken all the same.
            await ReleaseAsync();
            throw;
        }
    }

    private async Task<bool> TakeAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        var free = new BsonDocument
        {
            { "_id", name },
            {
                "$or", new BsonArray
                {
                    new BsonDocument("owner", _owner),
                    new BsonDocument("until", new BsonDocument("$lt", new BsonDateTime(now.UtcDateTime))),
                }
            },
        };
        var taken = new BsonDocument("$set", new BsonDocument { { "owner", _owner }, { "until", new BsonDateTime((now + Life).UtcDateTime) } });
        try
        {
            UpdateResult result = await Leases.UpdateOneAsync(free, taken, new UpdateOptions { IsUpsert = true }, cancellationToken);
            return result.MatchedCount > 0 || result.UpsertedId is not null;
        }
        catch (MongoWriteException error) when (MongoErrors.IsDuplicateKey(error))
        {
            return false;
        }
    }

    private async Task RenewAsync(CancellationTokenSource lost)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Renewal, time, lost.Token);
                if (!await TakeAsync(lost.Token)) break;
            }
        }
        catch (Exception error) when (error is OperationCanceledException or MongoException or TimeoutException)
        {
            // The database is away, or the work is done: the lease runs out by itself.
        }

        await lost.CancelAsync();
    }

    // So that another process need not wait where this one is stopped.
    private async Task ReleaseAsync()
    {
        using var patience = new CancellationTokenSource(Renewal, time);
        try
        {
            await Leases.DeleteOneAsync(new BsonDocument { { "_id", name }, { "owner", _owner } }, patience.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or MongoException or TimeoutException)
        {
            // It runs out by itself.
        }
    }
}
