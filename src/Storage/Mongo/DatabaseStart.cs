using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MongoDB.Driver;

namespace Scim.Storage.Mongo;

/// <summary>
/// Makes the database ready while the process starts: checks that it is a replica set, creates indexes where they are
/// missing, and tries again for as long as it does not answer. Until then, and whenever it does not answer, the health
/// check fails. A standalone server stops the process with a sentence.
/// </summary>
/// <param name="connection">The database.</param>
/// <param name="indexes">Creates the service's indexes.</param>
/// <param name="lifetime">The process.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it logs.</param>
public sealed partial class DatabaseStart(
    MongoConnection connection, DatabaseIndexes indexes, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<DatabaseStart> logger)
    : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the database is ready for the first time.</summary>
    public Task Ready => _ready.Task;

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!_ready.Task.IsCompletedSuccessfully) return Failed(context, "The database was not reached yet.");
        try
        {
            await connection.PingAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception error) when (IsAway(error))
        {
            return Failed(context, "The database does not answer.");
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await connection.RequireReplicaSetAsync(stoppingToken);
                await indexes.CreateAsync(stoppingToken);
                _ready.TrySetResult();
                return;
            }
            catch (InvalidOperationException refusal)
            {
                LogRefused(logger, refusal.Message);
                Environment.ExitCode = 1;
                lifetime.StopApplication();
                return;
            }
            catch (Exception error) when (IsAway(error))
            {
                LogAway(logger, error.GetType().Name);
                await Task.Delay(RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static bool IsAway(Exception error) => error is MongoException or TimeoutException;

    private static HealthCheckResult Failed(HealthCheckContext context, string why) => new(context.Registration.FailureStatus, why);

    [LoggerMessage(3011, LogLevel.Warning, "The database does not answer ({Error}); trying again")]
    private static partial void LogAway(ILogger logger, string error);

    [LoggerMessage(3012, LogLevel.Critical, "{Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);
}
