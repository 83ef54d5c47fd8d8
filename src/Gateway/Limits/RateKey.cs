using Scim.Gateway.Authentication;

namespace Scim.Gateway.Limits;

/// <summary>A connection with the rate that it has at present: another rate begins a bucket of its own.</summary>
internal readonly record struct RateKey(string TenantId, string ConnectionId, int PerSecond, int Burst, int Queue)
{
    /// <summary>The connection's own rate where it has one, else the tenant's, else the gateway's; the queue likewise.</summary>
    public static RateKey Of(ScimCaller caller, TrafficLimits limits)
    {
        int queue = caller.Queue > 0 ? caller.Queue : limits.Queue;
        return caller.RequestsPerSecond > 0
            ? new RateKey(caller.TenantId, caller.ConnectionId, caller.RequestsPerSecond, 2 * caller.RequestsPerSecond, queue)
            : new RateKey(caller.TenantId, caller.ConnectionId, limits.RequestsPerSecond, limits.Burst, queue);
    }
}
