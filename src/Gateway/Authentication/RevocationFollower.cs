using Grpc.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Scim.Gateway.Clusters;
using Scim.Gateway.Native;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Callers;

namespace Scim.Gateway.Authentication;

/// <summary>
/// Follows the revocations of TokenService and keeps the cache of tokens true. While the stream is broken nothing that
/// is remembered is believed without asking. The gateway is ready once it has heard of TokenService for the first time.
/// </summary>
internal sealed partial class RevocationFollower(
    TokenCache cache, NativeCalls calls, ClusterInvokers invokers, CallerKeys keys, TimeProvider time, ILogger<RevocationFollower> logger)
    : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private volatile bool _heard;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_heard ? HealthCheckResult.Healthy() : new HealthCheckResult(context.Registration.FailureStatus, "TokenService was not reached yet."));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var client = new TokenService.TokenServiceClient(invokers.Tokens.AsService("gateway", keys));
        bool broken = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                using AsyncServerStreamingCall<WatchRevocationsResponse> stream =
                    client.WatchRevocations(new WatchRevocationsRequest(), cancellationToken: stoppingToken);
                await foreach (WatchRevocationsResponse item in stream.ResponseStream.ReadAllAsync(stoppingToken))
                {
                    if (!_heard || broken) LogFollowing(logger);
                    (_heard, broken) = (true, false);
                    Take(item);
                }
            }
            catch (Exception error) when (error is RpcException or OperationCanceledException)
            {
                if (stoppingToken.IsCancellationRequested) return;
                if (!broken && _heard) LogBroken(logger, (error as RpcException)?.StatusCode);
                broken = true;
            }

            // What was revoked in between is not known: every request asks from now on.
            cache.Lose();
            await Task.Delay(RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Take(WatchRevocationsResponse item)
    {
        switch (item.EventCase)
        {
            case WatchRevocationsResponse.EventOneofCase.Change:
                cache.Forget(item.Change);
                calls.End(item.Change);
                break;
            case WatchRevocationsResponse.EventOneofCase.ResyncRequired:
                cache.ForgetAll();
                calls.EndAll();
                break;
        }

        if (item.EventCase != WatchRevocationsResponse.EventOneofCase.ResyncRequired) cache.Heartbeat();
    }

    [LoggerMessage(2101, LogLevel.Information, "Revocations are followed")]
    private static partial void LogFollowing(ILogger logger);

    [LoggerMessage(2102, LogLevel.Warning, "The stream of revocations broke ({Status}); every request asks TokenService until it is back")]
    private static partial void LogBroken(ILogger logger, StatusCode? status);
}
