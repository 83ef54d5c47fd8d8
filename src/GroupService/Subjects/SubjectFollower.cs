using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MongoDB.Driver;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;
using Scim.Protos.Users.V1;
using Scim.Storage.Mongo;

namespace Scim.Groups.Subjects;

/// <summary>
/// Follows the feed of users, in one process at a time, and keeps what groups know of them. Every deletion is heard of
/// sooner or later, also what the gateway could not tell any more.
/// </summary>
internal sealed partial class SubjectFollower(
    UserSubjects users,
    SubjectUpdates updates,
    FollowerPlace place,
    DatabaseStart database,
    ProcessLease lease,
    TimeProvider time,
    ILogger<SubjectFollower> logger) : BackgroundService
{
    private const int MostAtOnce = 500;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.Ready.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        bool broken = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await lease.RunAsync(FollowAsync, stoppingToken);
                broken = false;
            }
            catch (Exception error) when (error is OperationCanceledException or RpcException && stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is RpcException or ScimException or MongoException or TimeoutException or OperationCanceledException)
            {
                if (!broken) LogBroken(logger, error);
                broken = true;
            }

            await Task.Delay(RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        (ByteString token, string snapshot) = await place.ReadAsync(cancellationToken);
        var request = new WatchUsersRequest { ReadMask = new FieldMask { Paths = { "id", "display_name", "user_name" } } };
        if (token.IsEmpty)
        {
            snapshot = Guid.NewGuid().ToString("N");
            request.Start = FeedStart.Snapshot;
        }
        else
        {
            request.ResumeToken = token;
        }

        using AsyncServerStreamingCall<WatchUsersResponse> stream = users.Watch(request, cancellationToken);
        var waiting = new List<UserChange>();
        long saved = 0;
        await foreach (WatchUsersResponse item in stream.ResponseStream.ReadAllAsync(cancellationToken))
        {
            if (item.EventCase == WatchUsersResponse.EventOneofCase.Change) waiting.Add(item.Change);
            if (waiting.Count >= MostAtOnce || item.EventCase == WatchUsersResponse.EventOneofCase.Checkpoint)
            {
                await updates.ApplyAsync(waiting, snapshot, cancellationToken);
                waiting.Clear();
            }

            if (item.EventCase == WatchUsersResponse.EventOneofCase.ResyncRequired)
            {
                LogResync(logger);
                await place.ForgetAsync(cancellationToken);
                return;
            }

            if (item.EventCase != WatchUsersResponse.EventOneofCase.Checkpoint) continue;
            bool complete = snapshot.Length > 0 && !item.Checkpoint.InSnapshot;
            if (complete)
            {
                await updates.SweepAsync(snapshot, cancellationToken);
                snapshot = "";
            }

            if (!complete && saved != 0 && time.GetElapsedTime(saved) < SaveEvery) continue;
            saved = time.GetTimestamp();
            await place.WriteAsync(item.Checkpoint.ResumeToken, snapshot, cancellationToken);
        }
    }

    [LoggerMessage(3101, LogLevel.Warning, "The feed of users broke; it is taken up again")]
    private static partial void LogBroken(ILogger logger, Exception error);

    [LoggerMessage(3102, LogLevel.Warning, "The feed of users does not reach back to where it was left; all users are read anew")]
    private static partial void LogResync(ILogger logger);
}
