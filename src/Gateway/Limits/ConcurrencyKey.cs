using Scim.Gateway.Authentication;

namespace Scim.Gateway.Limits;

/// <summary>A tenant with the concurrency that it has at present: another bound counts anew.</summary>
internal readonly record struct ConcurrencyKey(string TenantId, int Most)
{
    /// <summary>The tenant's own bound where it has one, else the gateway's.</summary>
    public static ConcurrencyKey Of(ScimCaller caller, TrafficLimits limits) =>
        new(caller.TenantId, caller.ConcurrentRequests > 0 ? caller.ConcurrentRequests : limits.ConcurrentRequests);
}
