using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Configuration;

namespace Scim.Storage.Mongo;

/// <summary>A service's connection to its own database: majority writes, retried once by the driver.</summary>
public sealed class MongoConnection : IDisposable
{
    private readonly MongoClient _client;

    /// <summary>Prepares the connection; nothing is sent yet.</summary>
    /// <param name="options">Where the database is.</param>
    /// <param name="observe">Listens to the driver's events; null for nobody.</param>
    /// <exception cref="MongoConfigurationException">The connection string is none.</exception>
    public MongoConnection(MongoOptions options, Action<ClusterBuilder>? observe = null)
    {
        MongoClientSettings settings = MongoClientSettings.FromConnectionString(options.ConnectionString);
        settings.ServerSelectionTimeout = options.ServerSelectionTimeout;
        settings.ConnectTimeout = options.ServerSelectionTimeout;
        settings.WriteConcern = WriteConcern.WMajority;
        settings.RetryWrites = true;
        settings.RetryReads = true;
        settings.ClusterConfigurator = observe;
        _client = new MongoClient(settings);
        Database = _client.GetDatabase(options.Database);
    }

    /// <summary>The service's database.</summary>
    public IMongoDatabase Database { get; }

    /// <summary>Checks that the database can do what the system needs: change streams and transactions.</summary>
    /// <exception cref="InvalidOperationException">It is a standalone server.</exception>
    public async Task RequireReplicaSetAsync(CancellationToken cancellationToken)
    {
        BsonDocument hello = await Database.RunCommandAsync<BsonDocument>(new BsonDocument("hello", 1), null, cancellationToken);
        if (hello.Contains("setName") || hello.GetValue("msg", "") == "isdbgrid") return;

        throw new InvalidOperationException(
            "The MongoDB server is a standalone one, without change streams and transactions. Start it with --replSet, initiate the set, "
            + "and name the set in Mongo:ConnectionString.");
    }

    /// <summary>Whether the database answers.</summary>
    public Task PingAsync(CancellationToken cancellationToken) =>
        Database.RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1), null, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
