using Yarp.ReverseProxy.Model;

namespace Scim.Gateway.Clusters;

/// <summary>Counts the requests that YARP forwards; stands behind load balancing in the proxy's pipeline.</summary>
internal sealed class ForwardedInFlightMiddleware(RequestDelegate next, InFlightCounters counters)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // Load balancing leaves the one destination it chose, or none.
        IReadOnlyList<DestinationState> chosen = context.GetReverseProxyFeature().AvailableDestinations;
        if (chosen.Count != 1)
        {
            await next(context);
            return;
        }

        DestinationState destination = chosen[0];
        counters.Begin(destination);
        try
        {
            await next(context);
        }
        finally
        {
            counters.End(destination);
        }
    }
}
