using Grpc.Health.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scim.Gateway.Clusters;
using Scim.ServiceDefaults.Tls;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Scim.Gateway.Tests.Clusters;

/// <summary>A gateway's clusters, over instances that the test starts.</summary>
internal sealed class ClusterFixture : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ClusterFixture(WebApplication app) => _app = app;

    public Health.HealthClient Client => new(new ClusterCallInvoker("test", _app.Services.GetRequiredService<ClusterCalls>()));

    public ClusterState Cluster => _app.Services.GetRequiredService<IProxyStateLookup>().TryGetCluster("test", out ClusterState? cluster)
        ? cluster
        : throw new InvalidOperationException("There is no cluster 'test'.");

    public InFlightCounters Counters => _app.Services.GetRequiredService<InFlightCounters>();

    public static async Task<ClusterFixture> StartAsync(params ServiceInstance[] instances)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear(); // the gateway's appsettings.json names its port
        builder.Configuration.AddInMemoryCollection();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(Destinations(instances));
        builder.Configuration["Gateway:Clusters:Reactivation"] = "00:05:00";
        builder.Services.AddSingleton<PeerCertificates>();
        builder.Services.AddClusters(builder.Configuration);
        WebApplication app = builder.Build();
        app.MapClusters();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ClusterFixture(app);
    }

    /// <summary>Gives destination 0 another address and waits until the clusters know.</summary>
    public async Task MoveAsync(ServiceInstance instance)
    {
        var configuration = (IConfigurationRoot)_app.Configuration;
        configuration["ReverseProxy:Clusters:test:Destinations:0:Address"] = instance.Address;
        configuration.Reload();
        while (!Cluster.Destinations.Values.Any(destination => destination.Model.Config.Address.TrimEnd('/') == instance.Address))
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Takes an instance for unreachable, as after a failure of its transport.</summary>
    public void SetUnhealthy(ServiceInstance instance)
    {
        DestinationState destination = Cluster.Destinations.Values.Single(each => each.Model.Config.Address.TrimEnd('/') == instance.Address);
        _app.Services.GetRequiredService<IDestinationHealthUpdater>().SetPassive(Cluster, destination, DestinationHealth.Unhealthy, TimeSpan.FromMinutes(5));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Dictionary<string, string?> Destinations(ServiceInstance[] instances) => instances
        .Select((instance, index) => (index, instance.Address))
        .ToDictionary(item => $"ReverseProxy:Clusters:test:Destinations:{item.index}:Address", item => (string?)item.Address);
}
