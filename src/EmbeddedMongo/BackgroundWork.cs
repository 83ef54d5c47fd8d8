using Microsoft.Extensions.Logging;
using Scim.EmbeddedMongo.Commands;
using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo;

/// <summary>What happens by the clock: transactions and cursors time out, sessions are forgotten, documents expire.</summary>
internal sealed partial class BackgroundWork : IAsyncDisposable
{
    private readonly ServerState _server;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task[] _loops;

    public BackgroundWork(ServerState server, ILogger logger)
    {
        (_server, _logger) = (server, logger);
        _loops =
        [
            LoopAsync(TimeSpan.FromSeconds(1), SweepAsync),
            LoopAsync(TimeSpan.FromMinutes(10), token => server.Sessions.PurgeAsync(token)),
            LoopAsync(server.Options.TtlInterval, new ExpiredDocuments(server).DeleteAsync),
        ];
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        _server.Cursors.RemoveIdle();
        await _server.Sessions.SweepAsync(_server.Options.TransactionLifetime, cancellationToken).ConfigureAwait(false);
    }

    private async Task LoopAsync(TimeSpan interval, Func<CancellationToken, Task> work)
    {
        using var timer = new PeriodicTimer(interval, _server.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            {
                try
                {
                    await work(_stopping.Token).ConfigureAwait(false);
                }
                catch (StorageException e)
                {
                    LogFailed(_logger, e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // the server stops
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_loops).ConfigureAwait(false);
        _stopping.Dispose();
    }

    [LoggerMessage(2301, LogLevel.Error, "Background work failed and is tried again")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
