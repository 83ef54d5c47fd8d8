using Scim.AppHost;

namespace Scim.Topology.Tests;

/// <summary>The processes of the AppHost, without Aspire, and a demo tenant made as the AppHost's command makes it.</summary>
public sealed class RunningTopology : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("topology-");
    private readonly Dictionary<string, HostProcess> _hosts = [];

    /// <summary>What receives the telemetry of the processes.</summary>
    internal TelemetryReceiver Telemetry { get; private set; } = null!;

    internal DemoTenant Demo { get; private set; } = null!;

    internal IReadOnlyDictionary<string, HostProcess> Hosts => _hosts;

    /// <summary>A folder of its own for a test.</summary>
    public string FolderOf(string test) => Path.Combine(_folder.FullName, test);

    public async ValueTask InitializeAsync()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        Telemetry = await TelemetryReceiver.StartAsync(cancellationToken);
        string? given = Environment.GetEnvironmentVariable("SCIM_TEST_MONGODB");
        string mongo = string.IsNullOrEmpty(given) ? (await StartMongoAsync(cancellationToken)).Addresses[0] : given;

        await StartAsync("TokenService", HostVariables.TokenService(mongo), cancellationToken);
        await StartAsync("UserService", HostVariables.UserService(mongo, Grpc("TokenService")), cancellationToken);
        await StartAsync("GroupService", HostVariables.GroupService(mongo, Grpc("UserService"), Grpc("TokenService")), cancellationToken);
        await StartAsync("Console", HostVariables.Console(Grpc("TokenService"), Grpc("UserService"), Grpc("GroupService")), cancellationToken);
        await StartAsync("Gateway", HostVariables.Gateway(Grpc("TokenService"), Grpc("UserService"), Grpc("GroupService"), Grpc("Console")), cancellationToken);
        foreach (HostProcess host in _hosts.Values.Where(host => host.Addresses[0].StartsWith("http:", StringComparison.Ordinal)))
            await Readiness.WaitAsync(host.Addresses[^1], cancellationToken);

        Demo = await DemoTenant.EnsureAsync(
            Path.Combine(_folder.FullName, "connection.json"), _hosts["Gateway"].Addresses[0], Grpc("TokenService"), HostVariables.CallerKey, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (HostProcess host in _hosts.Values.Reverse()) await host.DisposeAsync();
        if (Telemetry is not null) await Telemetry.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private string Grpc(string service) => _hosts[service].Addresses[0];

    private async Task<HostProcess> StartMongoAsync(CancellationToken cancellationToken) => _hosts["EmbeddedMongo"] = await HostProcess.StartAsync(
        "EmbeddedMongo", new Dictionary<string, string>(), cancellationToken, "--port", "0", "--data", Path.Combine(_folder.FullName, "mongodb"));

    private async Task StartAsync(string project, Dictionary<string, string> variables, CancellationToken cancellationToken)
    {
        // What Aspire sets for every project by itself, so that telemetry reaches its dashboard.
        foreach ((string name, string value) in Telemetry.Variables) variables[name] = value;
        HostProcess host = await HostProcess.StartAsync(project, variables, cancellationToken);
        lock (_hosts) _hosts[project] = host;
    }
}
