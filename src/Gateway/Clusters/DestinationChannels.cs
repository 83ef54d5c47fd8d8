using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Grpc.Net.Client;
using Microsoft.Extensions.Options;
using Scim.ServiceDefaults.Tls;
using Yarp.ReverseProxy.Model;

namespace Scim.Gateway.Clusters;

/// <summary>One gRPC channel a destination of YARP's clusters, retired when its destination goes or moves.</summary>
internal sealed class DestinationChannels(IOptions<ClusterOptions> options, PeerCertificates certificates) : IClusterChangeListener, IDisposable
{
    private readonly ConcurrentDictionary<DestinationState, (ClusterState Cluster, DestinationChannel Channel)> _channels =
        new(ReferenceEqualityComparer.Instance);

    /// <summary>A leased channel to the destination's present address; the caller releases it.</summary>
    public DestinationChannel Lease(ClusterState cluster, DestinationState destination)
    {
        while (true)
        {
            string address = destination.Model.Config.Address;
            (ClusterState, DestinationChannel Channel) entry = _channels.GetOrAdd(
                destination,
                static (_, arguments) => (arguments.cluster, arguments.self.Open(arguments.address)),
                (self: this, cluster, address));
            if (entry.Channel.Address == address && entry.Channel.TryLease())
            {
                return entry.Channel;
            }

            Retire(destination);
        }
    }

    public void OnClusterAdded(ClusterState cluster)
    {
    }

    public void OnClusterChanged(ClusterState cluster) => RetireWhere(cluster, (destination, channel) =>
        !cluster.Destinations.TryGetValue(destination.DestinationId, out DestinationState? present)
        || !ReferenceEquals(present, destination)
        || present.Model.Config.Address != channel.Address);

    public void OnClusterRemoved(ClusterState cluster) => RetireWhere(cluster, static (_, _) => true);

    public void Dispose()
    {
        foreach (DestinationState destination in _channels.Keys)
        {
            Retire(destination);
        }
    }

    private void RetireWhere(ClusterState cluster, Func<DestinationState, DestinationChannel, bool> gone)
    {
        foreach ((DestinationState destination, (ClusterState owner, DestinationChannel channel)) in _channels)
        {
            if (ReferenceEquals(owner, cluster) && gone(destination, channel))
            {
                Retire(destination);
            }
        }
    }

    private void Retire(DestinationState destination)
    {
        if (_channels.TryRemove(destination, out (ClusterState, DestinationChannel Channel) entry))
        {
            entry.Channel.Retire();
        }
    }

    private DestinationChannel Open(string address)
    {
        ClusterOptions settings = options.Value;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = ConnectAsync,
            ConnectTimeout = settings.ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = settings.KeepAlive,
            KeepAlivePingTimeout = settings.KeepAlive,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            UseCookies = false,
            UseProxy = false,
        };
        certificates.ApplyTo(handler);
        return new DestinationChannel(address, GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = settings.MaxAnswerBytes,
            MaxSendMessageSize = null,
        }));
    }

    // With a callback of its own a channel keeps no idea of an address that was away: each call without a connection tries
    // to make one, so that an instance that has come back is reached at once and not when a back-off is over.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
