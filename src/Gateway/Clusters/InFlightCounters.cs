using System.Runtime.CompilerServices;
using Yarp.ReverseProxy.Model;

namespace Scim.Gateway.Clusters;

/// <summary>
/// How many calls each destination has under way, over both paths: gRPC calls of the gateway and requests that YARP
/// forwards. YARP's own counter cannot be written from outside, so it knows the second path only.
/// </summary>
internal sealed class InFlightCounters
{
    // Weak keys: a destination that configuration removed takes its counter along.
    private readonly ConditionalWeakTable<DestinationState, StrongBox<int>> _counters = [];

    public int Count(DestinationState destination) =>
        _counters.TryGetValue(destination, out StrongBox<int>? counter) ? Volatile.Read(ref counter.Value) : 0;

    public void Begin(DestinationState destination) =>
        Interlocked.Increment(ref _counters.GetValue(destination, static _ => new StrongBox<int>()).Value);

    public void End(DestinationState destination)
    {
        if (_counters.TryGetValue(destination, out StrongBox<int>? counter))
        {
            Interlocked.Decrement(ref counter.Value);
        }
    }
}
