using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Scim.ServiceDefaults.Lifetime;

/// <summary>
/// Says that the process is not ready any more as soon as it is asked to stop, and lets load balancers see it for a
/// while before the ports close.
/// </summary>
internal sealed partial class Draining(
    IHostApplicationLifetime lifetime, IOptions<ShutdownOptions> options, TimeProvider time, ILogger<Draining> logger) : IHostedLifecycleService, IHealthCheck
{
    /// <summary>Whether the process was asked to stop.</summary>
    public bool HasBegun => lifetime.ApplicationStopping.IsCancellationRequested;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(HasBegun ? new HealthCheckResult(context.Registration.FailureStatus, "The process stops.") : HealthCheckResult.Healthy());

    // Before anything is stopped, the ports included.
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Drain == TimeSpan.Zero) return;
        LogDraining(logger, options.Value.Drain);
        await Task.Delay(options.Value.Drain, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1201, LogLevel.Information, "The process stops; it takes requests for {Period} more")]
    private static partial void LogDraining(ILogger logger, TimeSpan period);
}
