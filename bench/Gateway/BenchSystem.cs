using MongoDB.Driver;
using Scim.Bench;

namespace Scim.Gateway.Bench;

/// <summary>The whole system without limits of traffic, its database and the users in it.</summary>
internal sealed class BenchSystem : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Unlimited = new(StringComparer.Ordinal)
    {
        ["SCIM_Gateway__Traffic__RequestsPerSecond"] = "100000",
        ["SCIM_Gateway__Traffic__Burst"] = "100000",
        ["SCIM_Gateway__Traffic__Queue"] = "100000",
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-bench-");
    private ServerProcess? _database;
    private MongoClient _client = null!;

    private BenchSystem()
    {
    }

    /// <summary>Gateway and services.</summary>
    public ServerProcess Process { get; private set; } = null!;

    /// <summary>Over HTTP.</summary>
    public ScimOperations Scim { get; private set; } = null!;

    /// <summary>By the driver, on the same database.</summary>
    public BareOperations Bare { get; private set; } = null!;

    /// <summary>Starts everything, with so many users.</summary>
    /// <param name="size">How many users.</param>
    /// <param name="mongo">The database to use; null for an EmbeddedMongo in a process of its own.</param>
    public static async Task<BenchSystem> StartAsync(int size, string? mongo)
    {
        var system = new BenchSystem();
        if (mongo is null)
        {
            system._database = await ServerProcess.StartAsync(
                "Scim.EmbeddedMongo.dll", "mongodb://", new Dictionary<string, string>(), "--data", system._folder.FullName, "--port", "0");
            mongo = system._database.ReadyLine[system._database.ReadyLine.IndexOf("mongodb", StringComparison.Ordinal)..];
        }

        string state = Path.Combine(system._folder.FullName, "standalone");
        system.Process = await ServerProcess.StartAsync("Scim.Standalone.dll", "Ctrl-C stops it.", Unlimited, "--data", state, "--port", "0", "--mongo", mongo);
        system._client = new MongoClient(mongo);
        system.Scim = new ScimOperations(state, size);
        await system.Scim.WarmUpAsync();
        system.Bare = new BareOperations(system._client.GetDatabase("scim_users"), size);
        await system.Bare.LoadAsync();
        return system;
    }

    public async ValueTask DisposeAsync()
    {
        Scim.Dispose();
        _client.Dispose();
        await Process.DisposeAsync();
        if (_database is null) return;
        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
