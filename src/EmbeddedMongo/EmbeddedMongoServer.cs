using System.Net;
using Microsoft.Extensions.Logging;
using Scim.EmbeddedMongo.Commands;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo;

/// <summary>A server for the MongoDB wire protocol on a SQLite file: a replica set of one member.</summary>
public sealed partial class EmbeddedMongoServer : IAsyncDisposable
{
    private readonly Store _store;
    private readonly ServerState _state;
    private readonly ConnectionListener _listener;
    private readonly BackgroundWork _background;

    private EmbeddedMongoServer(Store store, ServerState state, ConnectionListener listener, IPEndPoint endPoint, ILogger logger)
    {
        (_store, _state, _listener, EndPoint) = (store, state, listener, endPoint);
        _background = new BackgroundWork(state, logger);
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>What MongoDB.Driver connects with.</summary>
    public string ConnectionString => $"mongodb://{_state.Address}/?replicaSet={HelloCommand.SetName}";

    /// <summary>Opens the data folder and begins to listen.</summary>
    /// <exception cref="IOException">The file cannot be used; the message is a sentence that says why.</exception>
    public static Task<EmbeddedMongoServer> StartAsync(EmbeddedMongoOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        ILogger logger = options.Logging.CreateLogger<EmbeddedMongoServer>();
        Store store = OpenStore(options, logger);
        var state = new ServerState(store, options, options.Time);
        var listener = new ConnectionListener(options.Bind, new CommandDispatcher(state, CommandTable.Create(), logger), logger);
        IPEndPoint endPoint = listener.Start(options.Port);
        IPAddress reachable = endPoint.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : endPoint.Address;
        state.Address = new IPEndPoint(reachable, endPoint.Port).ToString();
        state.Connections = () => (listener.Current, listener.Total);
        LogListening(logger, state.Address);
        return Task.FromResult(new EmbeddedMongoServer(store, state, listener, endPoint, logger));
    }

    private static Store OpenStore(EmbeddedMongoOptions options, ILogger logger)
    {
        try
        {
            return Store.Open(options.DataFolder, options.Time, options.OplogBytes, logger);
        }
        catch (StorageException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <summary>Closes all connections and the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _background.DisposeAsync().ConfigureAwait(false);
        await _listener.DisposeAsync().ConfigureAwait(false);
        _state.Dispose();
        await _store.DisposeAsync().ConfigureAwait(false);
    }

    [LoggerMessage(2000, LogLevel.Information, "EmbeddedMongo listens on {Address}")]
    private static partial void LogListening(ILogger logger, string address);
}
