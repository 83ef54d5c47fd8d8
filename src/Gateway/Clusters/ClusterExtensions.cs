using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace Scim.Gateway.Clusters;

/// <summary>Adds YARP with the gateway's own balancing, and gRPC clients over its clusters.</summary>
internal static class ClusterExtensions
{
    public static IServiceCollection AddClusters(this IServiceCollection services, IConfiguration configuration, IReadOnlyList<RouteConfig> routes)
    {
        services.AddOptions<ClusterOptions>().BindConfiguration(ClusterOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ClusterOptions>, ClusterOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<InFlightCounters>();
        services.AddSingleton<LeastInFlightPolicy>();
        services.AddSingleton<ILoadBalancingPolicy>(provider => provider.GetRequiredService<LeastInFlightPolicy>());
        services.AddSingleton<DestinationChannels>();
        services.AddSingleton<IClusterChangeListener>(provider => provider.GetRequiredService<DestinationChannels>());
        services.AddSingleton<ClusterCalls>();
        services.AddSingleton<IForwarderHttpClientFactory, PeerHttpClientFactory>();
        services.AddReverseProxy()
            .LoadFromConfig(configuration.GetSection("ReverseProxy"))
            .LoadFromMemory(routes, [])
            .AddConfigFilter<ClusterDefaults>()
            .AddDnsDestinationResolver(resolver => resolver.RefreshPeriod = TimeSpan.FromSeconds(10));
        return services;
    }

    /// <summary>Maps what YARP forwards. Its clusters exist from here on, also for gRPC calls.</summary>
    public static void MapClusters(this WebApplication app, Action<IReverseProxyApplicationBuilder>? first = null) => app.MapReverseProxy(proxy =>
    {
        first?.Invoke(proxy);
        proxy.UseSessionAffinity();
        proxy.UseLoadBalancing();
        proxy.UsePassiveHealthChecks();
        proxy.UseMiddleware<ForwardedInFlightMiddleware>();
    });
}
