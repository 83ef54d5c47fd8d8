using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Driver;
using MongoDB.Driver.Core.Events;
using Scim.EmbeddedMongo;
using Scim.Storage.Resources;

namespace Scim.Storage.Tests.Resources;

/// <summary>A database over the wire: an embedded one, or that of SCIM_TEST_MONGODB.</summary>
public sealed class DatabaseFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("storage-tests-");
    private EmbeddedMongoServer? _server;
    private int _databases;

    public string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        ConnectionString = Environment.GetEnvironmentVariable("SCIM_TEST_MONGODB") ?? "";
        if (ConnectionString.Length > 0) return;
        _server = await EmbeddedMongoServer.StartAsync(new EmbeddedMongoOptions { DataFolder = _folder.FullName, Port = 0 });
        ConnectionString = _server.ConnectionString;
    }

    /// <summary>A store of users in a database of its own. Its plans are read once, so that tests can count commands.</summary>
    internal async Task<UserStore> OpenAsync(StorageOptions? options = null, TimeProvider? time = null)
    {
        string name = $"storage_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";
        UserStore users = Open(name, options ?? new StorageOptions { KeyPlanLife = TimeSpan.FromHours(1) }, time ?? TimeProvider.System);
        await users.Stores.CreateIndexesAsync("users", TestContext.Current.CancellationToken);
        return users;
    }

    /// <summary>The same database as another process has it.</summary>
    internal UserStore OpenAgain(UserStore users, StorageOptions options, TimeProvider time) =>
        Open(users.Database.DatabaseNamespace.DatabaseName, options, time);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private UserStore Open(string name, StorageOptions options, TimeProvider time)
    {
        var commands = new SentCommands();
        MongoClientSettings settings = MongoClientSettings.FromConnectionString(ConnectionString);
        settings.ClusterConfigurator = cluster => cluster.Subscribe<CommandStartedEvent>(commands.Add);
        IMongoDatabase database = new MongoClient(settings).GetDatabase(name);
        return new UserStore(new ResourceStores(database, options, time, NullLoggerFactory.Instance), database, commands);
    }
}
