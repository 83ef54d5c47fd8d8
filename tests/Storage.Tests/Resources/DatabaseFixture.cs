using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Events;
using Scim.EmbeddedMongo;
using Scim.Protocol.Schema;
using Scim.Protos.Users.V1;
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

    /// <summary>A store of users in a database of its own.</summary>
    internal async Task<UserStore> OpenAsync(StorageOptions? options = null, TimeProvider? time = null)
    {
        var commands = new List<CommandStartedEvent>();
        MongoClientSettings settings = MongoClientSettings.FromConnectionString(ConnectionString);
        settings.ClusterConfigurator = cluster => cluster.Subscribe<CommandStartedEvent>(started =>
        {
            lock (commands) commands.Add(started);
        });
        var client = new MongoClient(settings);
        IMongoDatabase database = client.GetDatabase($"storage_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}");
        var stores = new ResourceStores(database, options ?? new StorageOptions(), time ?? TimeProvider.System, NullLoggerFactory.Instance);
        ResourceStore<User> store = await stores.OpenAsync<User>("users", ScimResourceTypes.User, ["groups"], TestContext.Current.CancellationToken);
        return new UserStore(store, database, commands);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

/// <summary>A store of users, its database, and the commands that it sent.</summary>
internal sealed record UserStore(ResourceStore<User> Store, IMongoDatabase Database, List<CommandStartedEvent> Commands)
{
    public IMongoCollection<BsonDocument> Documents => Database.GetCollection<BsonDocument>("users");

    /// <summary>The names of the commands that an action sent.</summary>
    public async Task<string[]> CommandsOfAsync(Func<Task> action)
    {
        lock (Commands) Commands.Clear();
        await action();
        lock (Commands) return [.. Commands.Select(command => command.CommandName)];
    }
}
