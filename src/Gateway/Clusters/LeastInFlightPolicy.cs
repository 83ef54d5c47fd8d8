using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace Scim.Gateway.Clusters;

/// <summary>
/// The destination with the fewest calls under way; among equals a random one, so that several gateways do not all
/// choose the same.
/// </summary>
internal sealed class LeastInFlightPolicy(InFlightCounters counters) : ILoadBalancingPolicy
{
    /// <summary>The name in cluster configuration.</summary>
    public const string PolicyName = "LeastInFlight";

    public string Name => PolicyName;

    public DestinationState? PickDestination(HttpContext context, ClusterState cluster, IReadOnlyList<DestinationState> availableDestinations) =>
        Pick(availableDestinations, null);

    /// <summary>A destination other than <paramref name="excluded"/>; null where there is none.</summary>
    public DestinationState? Pick(IReadOnlyList<DestinationState> destinations, DestinationState? excluded)
    {
        int count = destinations.Count;
        int first = count > 1 ? Random.Shared.Next(count) : 0;
        DestinationState? best = null;
        (bool Unreachable, int InFlight) least = (true, int.MaxValue);
        for (int i = 0; i < count; i++)
        {
            DestinationState candidate = destinations[(first + i) % count];
            if (ReferenceEquals(candidate, excluded))
            {
                continue;
            }

            // One that just failed is among the available ones for a moment still, and has the fewest calls for having failed them.
            (bool, int) load = (candidate.Health.Passive == DestinationHealth.Unhealthy, counters.Count(candidate));
            if (load.CompareTo(least) < 0)
            {
                (best, least) = (candidate, load);
            }
        }

        return best;
    }
}
