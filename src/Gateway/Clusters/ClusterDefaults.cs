using System.Net;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Scim.Gateway.Clusters;

/// <summary>
/// What a cluster is unless its configuration says otherwise: balanced by calls under way, h2c, probed for liveness
/// every 5 s, and never emptied by health (HealthyOrPanic).
/// </summary>
internal sealed class ClusterDefaults : IProxyConfigFilter
{
    /// <summary>The metadata key that makes a cluster plain HTTP/1.1: <c>"Protocol": "http1"</c>.</summary>
    private const string Protocol = "Protocol";

    private static readonly ForwarderRequestConfig Http2Cleartext = new()
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private static readonly HealthCheckConfig Health = new()
    {
        AvailableDestinationsPolicy = "HealthyOrPanic",
        Passive = new PassiveHealthCheckConfig { Enabled = true, Policy = "TransportFailureRate", ReactivationPeriod = TimeSpan.FromSeconds(2) },
        Active = new ActiveHealthCheckConfig
        {
            Enabled = true,
            Interval = TimeSpan.FromSeconds(5),
            Timeout = TimeSpan.FromSeconds(2),
            Policy = "ConsecutiveFailures",
            Path = "/health/live",
        },
    };

    public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancel)
    {
        bool http1 = cluster.Metadata?.GetValueOrDefault(Protocol) == "http1";
        return ValueTask.FromResult(cluster with
        {
            LoadBalancingPolicy = cluster.LoadBalancingPolicy ?? LeastInFlightPolicy.PolicyName,
            HttpRequest = cluster.HttpRequest ?? (http1 ? null : Http2Cleartext),
            HealthCheck = cluster.HealthCheck ?? Health,
        });
    }

    public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel) =>
        ValueTask.FromResult(route);
}
