using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Scim.EmbeddedMongo.Wire;

/// <summary>Accepts connections and keeps count of those that run.</summary>
internal sealed partial class ConnectionListener(IPAddress address, ICommandHandler handler, ILogger logger) : IAsyncDisposable
{
    private readonly Socket _socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentDictionary<int, Task> _connections = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task _accepting = Task.CompletedTask;
    private int _total;

    public int Current => _connections.Count;

    public int Total => _total;

    public IPEndPoint Start(int port)
    {
        _socket.Bind(new IPEndPoint(address, port));
        _socket.Listen(1024);
        _accepting = Task.Run(() => AcceptAsync(_stopping.Token));
        return (IPEndPoint)_socket.LocalEndPoint!;
    }

    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _socket.AcceptAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException e)
            {
                LogAcceptFailed(logger, e);
                continue;
            }

            client.NoDelay = true;
            Serve(client);
        }
    }

    private void Serve(Socket client)
    {
        int id = Interlocked.Increment(ref _total);
        var connection = new MongoConnection(id, client, handler, logger);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[id] = ServeAsync(connection, gate.Task);
        gate.SetResult();
    }

    private async Task ServeAsync(MongoConnection connection, Task registered)
    {
        await registered.ConfigureAwait(false);
        try
        {
            await connection.RunAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogConnectionFailed(logger, connection.Id, e);
        }
        finally
        {
            connection.Dispose();
            _connections.TryRemove(connection.Id, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _socket.Dispose();
        await _accepting.ConfigureAwait(false);
        await Task.WhenAll(_connections.Values).ConfigureAwait(false);
        _stopping.Dispose();
    }

    [LoggerMessage(2003, LogLevel.Warning, "A connection could not be accepted")]
    private static partial void LogAcceptFailed(ILogger logger, Exception exception);

    [LoggerMessage(2004, LogLevel.Error, "Connection {Id} failed")]
    private static partial void LogConnectionFailed(ILogger logger, int id, Exception exception);
}
