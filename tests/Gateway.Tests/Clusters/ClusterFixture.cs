using Grpc.Health.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scim.Gateway.Clusters;
using Scim.ServiceDefaults.Tls;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Scim.Gateway.Tests.Clusters;

/// <summary>A gateway's clusters, over instances that the test starts.</summary>
internal sealed class ClusterFixture : IAsyncDisposable
{
    private readonly WebApplication _app;

    private readonly DestinationSettings _destinations;

    private ClusterFixture(WebApplication app, DestinationSettings destinations) => (_app, _destinations) = (app, destinations);

    public Health.HealthClient Client => new(new ClusterCallInvoker("test", _app.Services.GetRequiredService<ClusterCalls>()));

    public ClusterState Cluster => _app.Services.GetRequiredService<IProxyStateLookup>().TryGetCluster("test", out ClusterState? cluster)
        ? cluster
        : throw new InvalidOperationException("There is no cluster 'test'.");

    /// <summary>Where requests of /forwarded are forwarded from by YARP itself.</summary>
    public Uri Forwarded => new(_app.Urls.Single() + "/forwarded");

    public InFlightCounters Counters => _app.Services.GetRequiredService<InFlightCounters>();

    public static async Task<ClusterFixture> StartAsync(params ServiceInstance[] instances)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear(); // the gateway's appsettings.json names its port
        builder.Configuration.AddInMemoryCollection();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var destinations = new DestinationSettings();
        destinations.Set(instances.Select((instance, index) => (index, instance.Address)).ToDictionary(item => $"{item.index}", item => item.Address));
        ((IConfigurationBuilder)builder.Configuration).Add(destinations);
        builder.Configuration["ReverseProxy:Routes:test:ClusterId"] = "test";
        builder.Configuration["ReverseProxy:Routes:test:Match:Path"] = "/forwarded";
        builder.Configuration["Gateway:Clusters:Reactivation"] = "00:05:00";
        builder.Services.AddSingleton<PeerCertificates>();
        builder.Services.AddClusters(builder.Configuration, []);
        WebApplication app = builder.Build();
        app.MapClusters();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ClusterFixture(app, destinations);
    }

    /// <summary>Gives destination 0 another address and waits until the clusters know.</summary>
    public Task MoveAsync(ServiceInstance instance) => SetAsync(new Dictionary<string, ServiceInstance> { ["0"] = instance });

    /// <summary>Has these destinations and no others from now on, and waits until the clusters know.</summary>
    public async Task SetAsync(IReadOnlyDictionary<string, ServiceInstance> destinations)
    {
        _destinations.Set(destinations.ToDictionary(item => item.Key, item => item.Value.Address));
        HashSet<string> wanted = [.. destinations.Values.Select(instance => instance.Address)];
        await UntilAsync(present => wanted.SetEquals(present.Select(destination => destination.Address.TrimEnd('/'))));
    }

    /// <summary>Gives destination 0 an address with a name, and waits until it has been looked up.</summary>
    public async Task SetNameAsync(string name, int port)
    {
        _destinations.Set(new Dictionary<string, string> { ["0"] = $"http://{name}:{port}" });
        await UntilAsync(present => present.All(destination => destination.Host == $"{name}:{port}"));
    }

    /// <summary>Takes an instance for unreachable, as after a failure of its transport.</summary>
    public void SetUnhealthy(ServiceInstance instance)
    {
        DestinationState destination = Cluster.Destinations.Values.Single(each => each.Model.Config.Address.TrimEnd('/') == instance.Address);
        _app.Services.GetRequiredService<IDestinationHealthUpdater>().SetPassive(Cluster, destination, DestinationHealth.Unhealthy, TimeSpan.FromMinutes(5));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task UntilAsync(Func<IEnumerable<DestinationConfig>, bool> condition)
    {
        while (!condition(Cluster.Destinations.Values.Select(destination => destination.Model.Config))) await Task.Delay(5, TestContext.Current.CancellationToken);
    }

    /// <summary>The part of the configuration that a test changes while the gateway runs.</summary>
    private sealed class DestinationSettings : ConfigurationProvider, IConfigurationSource
    {
        public void Set(IReadOnlyDictionary<string, string> addresses)
        {
            Data = addresses.ToDictionary(item => $"ReverseProxy:Clusters:test:Destinations:{item.Key}:Address", item => (string?)item.Value, StringComparer.OrdinalIgnoreCase);
            OnReload();
        }

        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;
    }
}
