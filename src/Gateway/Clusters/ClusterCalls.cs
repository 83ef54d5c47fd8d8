using Grpc.Core;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Scim.Gateway.Clusters;

/// <summary>Chooses a destination of a YARP cluster for a call, and keeps what is learned about it.</summary>
internal sealed partial class ClusterCalls(
    IProxyStateLookup proxy,
    LeastInFlightPolicy policy,
    InFlightCounters counters,
    DestinationChannels channels,
    IDestinationHealthUpdater health,
    IOptions<ClusterOptions> options,
    TimeProvider time,
    ILogger<ClusterCalls> logger)
{
    /// <summary>A destination for one attempt, other than the one that failed; to be disposed when the attempt ends.</summary>
    /// <exception cref="RpcException">UNAVAILABLE: there is none.</exception>
    public Attempt Begin(string clusterId, DestinationState? failed = null)
    {
        if (!proxy.TryGetCluster(clusterId, out ClusterState? cluster) || Pick(cluster.DestinationsState, failed) is not { } destination)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, $"No instance of '{clusterId}' is available."));
        }

        DestinationChannel channel = channels.Lease(cluster, destination);
        counters.Begin(destination);
        return new Attempt(this, cluster, destination, channel);
    }

    /// <summary>The options with a deadline, the default one where the caller set none.</summary>
    public CallOptions WithDeadline(CallOptions call) =>
        call.Deadline is null ? call.WithDeadline(time.GetUtcNow().UtcDateTime + options.Value.Deadline) : call;

    // Where the one that failed was the only one believed healthy, another may have come back in the meantime.
    private DestinationState? Pick(ClusterDestinationsState destinations, DestinationState? failed) =>
        policy.Pick(destinations.AvailableDestinations, failed) ?? policy.Pick(destinations.AllDestinations, failed);

    private void SetUnreachable(ClusterState cluster, DestinationState destination)
    {
        TimeSpan period = options.Value.Reactivation;
        LogUnreachable(logger, destination.DestinationId, cluster.ClusterId, period);
        health.SetPassive(cluster, destination, DestinationHealth.Unhealthy, period);
    }

    private void End(DestinationState destination) => counters.End(destination);

    [LoggerMessage(2001, LogLevel.Warning, "Destination {Destination} of cluster {Cluster} cannot be reached and gets no calls for {Period}")]
    private static partial void LogUnreachable(ILogger logger, string destination, string cluster, TimeSpan period);

    /// <summary>One attempt of one call at one destination.</summary>
    internal sealed class Attempt(ClusterCalls owner, ClusterState cluster, DestinationState destination, DestinationChannel channel) : IDisposable
    {
        private int _ended;

        public DestinationState Destination => destination;

        public CallInvoker Invoker => channel.Invoker;

        /// <summary>Takes the destination out of choice for a while, since its transport failed.</summary>
        public void Failed() => owner.SetUnreachable(cluster, destination);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                channel.Release();
                owner.End(destination);
            }
        }
    }
}
