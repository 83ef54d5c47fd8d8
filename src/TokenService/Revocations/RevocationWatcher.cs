using Google.Protobuf.WellKnownTypes;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protos.Tokens.V1;
using Scim.Tokens.Documents;

namespace Scim.Tokens.Revocations;

/// <summary>
/// Follows the change streams of tenants, connections and tokens and publishes what makes knowledge of tokens stale. A
/// heartbeat is published each second while all of them were heard from, so that it means: everything before was told.
/// </summary>
internal sealed partial class RevocationWatcher(
    TokenDatabase database, RevocationFeed feed, TimeProvider time, ILogger<RevocationWatcher> logger)
    : BackgroundService
{
    private const int HistoryLost = 286;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    private readonly long[] _heard = new long[3];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        FollowAsync(0, database.Tenants, TenantChange, stoppingToken),
        FollowAsync(1, database.Connections, ConnectionChange, stoppingToken),
        FollowAsync(2, database.Tokens, TokenChange, stoppingToken),
        BeatAsync(stoppingToken));

    private static Revocation TenantChange(string key) => new() { Kind = RevocationKind.Tenant, TenantId = key };

    private static Revocation ConnectionChange(string key)
    {
        string[] parts = key.Split(':', 2);
        return new Revocation { Kind = RevocationKind.Connection, TenantId = parts[0], ConnectionId = parts[^1] };
    }

    private static Revocation TokenChange(string key) => new() { Kind = RevocationKind.Token, TokenId = key };

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Beat, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (_heard.All(heard => heard != 0 && time.GetElapsedTime(Volatile.Read(ref heard)) < Silence)) feed.PublishHeartbeat();
        }
    }

    private async Task FollowAsync(
        int number, IMongoCollection<BsonDocument> collection, Func<string, Revocation> read, CancellationToken cancellationToken)
    {
        BsonDocument? resume = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using IChangeStreamCursor<ChangeStreamDocument<BsonDocument>> cursor = await OpenAsync(collection, resume, cancellationToken);
                if (resume is null && Volatile.Read(ref _heard[number]) != 0) feed.PublishLoss("The stream of changes began anew.");
                while (await cursor.MoveNextAsync(cancellationToken))
                {
                    foreach (ChangeStreamDocument<BsonDocument> change in cursor.Current) Publish(read, change);
                    resume = cursor.GetResumeToken();
                    Volatile.Write(ref _heard[number], time.GetTimestamp());
                }
            }
            catch (Exception error) when (error is MongoException or TimeoutException)
            {
                if (error is MongoCommandException { Code: HistoryLost }) resume = null;
                Log.Broken(logger, error, collection.CollectionNamespace.CollectionName);
                await Task.Delay(Wait, time, cancellationToken);
            }
        }
    }

    private static Task<IChangeStreamCursor<ChangeStreamDocument<BsonDocument>>> OpenAsync(
        IMongoCollection<BsonDocument> collection, BsonDocument? resume, CancellationToken cancellationToken)
    {
        var pipeline = new EmptyPipelineDefinition<ChangeStreamDocument<BsonDocument>>()
            .Match(new BsonDocument("operationType", new BsonDocument("$in", new BsonArray { "update", "replace", "delete" })));
        var options = new ChangeStreamOptions { MaxAwaitTime = Wait, ResumeAfter = resume };
        return collection.WatchAsync(pipeline, options, cancellationToken);
    }

    private void Publish(Func<string, Revocation> read, ChangeStreamDocument<BsonDocument> change)
    {
        Revocation revocation = read(change.DocumentKey["_id"].AsString);
        revocation.At = Timestamp.FromDateTimeOffset(time.GetUtcNow());
        feed.Publish(revocation);
    }

    private static partial class Log
    {
        [LoggerMessage(4201, LogLevel.Warning, "The stream of changes of {Collection} broke; it is opened again")]
        public static partial void Broken(ILogger logger, Exception error, string collection);
    }
}
