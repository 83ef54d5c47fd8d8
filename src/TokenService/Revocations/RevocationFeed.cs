using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;

namespace Scim.Tokens.Revocations;

/// <summary>Hands revocations and heartbeats from the one watcher of this process to every follower.</summary>
internal sealed class RevocationFeed(TimeProvider time, IHostApplicationLifetime lifetime)
{
    private const int Waiting = 10_000;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Channel<WatchRevocationsResponse>, byte> _followers = new();

    public void Publish(Revocation revocation) => Send(new WatchRevocationsResponse { Change = revocation });

    public void PublishHeartbeat() =>
        Send(new WatchRevocationsResponse { Checkpoint = new Checkpoint { At = Timestamp.FromDateTimeOffset(time.GetUtcNow()) } });

    public void PublishLoss(string reason) =>
        Send(new WatchRevocationsResponse { ResyncRequired = new ResyncRequired { Reason = reason } });

    /// <summary>Writes everything from now on, until the follower goes away or cannot keep up.</summary>
    /// <exception cref="ScimException">503: the process stops, another one goes on.</exception>
    public async Task FollowAsync(IServerStreamWriter<WatchRevocationsResponse> stream, CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<WatchRevocationsResponse>(Waiting);
        _followers[channel] = 0;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await foreach (WatchRevocationsResponse item in channel.Reader.ReadAllAsync(either.Token))
            {
                await stream.WriteAsync(item, either.Token);
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw ScimException.Unavailable(RetryAfter, "The process stops.");
        }
        finally
        {
            _followers.TryRemove(channel, out _);
        }
    }

    private void Send(WatchRevocationsResponse item)
    {
        foreach (Channel<WatchRevocationsResponse> follower in _followers.Keys)
        {
            // A follower that cannot keep up loses its stream, and with it its trust in what it knows.
            if (!follower.Writer.TryWrite(item)) follower.Writer.TryComplete();
        }
    }
}
