using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Scim.Gateway.Clusters;
using Scim.Gateway.Limits;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Callers;

namespace Scim.Gateway.ProvisioningLog;

/// <summary>
/// Sends records of what provisioning clients did to TokenService, some at a time and behind the answers. Where it cannot
/// keep up records are dropped and counted: no request waits for its record.
/// </summary>
internal sealed partial class ActivityRecorder : BackgroundService
{
    private const int MostWaiting = 20_000;
    private const int MostAtOnce = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LastTry = TimeSpan.FromSeconds(3);

    private readonly ActivityService.ActivityServiceClient _client;
    private readonly TimeProvider _time;
    private readonly ILogger<ActivityRecorder> _logger;
    private readonly Channel<ActivityRecord> _waiting;
    private long _dropped;

    public ActivityRecorder(ClusterInvokers invokers, CallerKeys keys, QueueMetrics queues, TimeProvider time, ILogger<ActivityRecorder> logger)
    {
        (_time, _logger) = (time, logger);
        _client = new ActivityService.ActivityServiceClient(invokers.Tokens.AsService("gateway", keys));
        _waiting = Channel.CreateBounded<ActivityRecord>(
            new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped));
        queues.Add("provisioning_log", () => _waiting.Reader.Count);
    }

    /// <summary>Takes a record; id and time are set here where they are missing.</summary>
    public void Add(ActivityRecord record)
    {
        if (record.Id.Length == 0) record.Id = Guid.CreateVersion7(_time.GetUtcNow()).ToString();
        record.At ??= Timestamp.FromDateTimeOffset(_time.GetUtcNow());
        _waiting.Writer.TryWrite(record);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = new CancellationTokenSource(LastTry, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        while (Take() is { } batch && await TrySendAsync(batch, either.Token))
        {
            // on to the next one
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        RecordActivityRequest? batch = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (batch is null) await _waiting.Reader.WaitToReadAsync(stoppingToken);
                batch ??= Take();
                bool sent = batch is null || await TrySendAsync(batch, stoppingToken);
                if (sent) batch = null;
                await Task.Delay(sent ? Pause : Retry, _time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                foreach (ActivityRecord record in batch?.Records ?? []) _waiting.Writer.TryWrite(record);
            }
        }
    }

    private RecordActivityRequest? Take()
    {
        var batch = new RecordActivityRequest { RequestId = Guid.CreateVersion7(_time.GetUtcNow()).ToString() };
        while (batch.Records.Count < MostAtOnce && _waiting.Reader.TryRead(out ActivityRecord? record)) batch.Records.Add(record);
        if (batch.Records.Count == 0) return null;
        batch.Dropped = Interlocked.Exchange(ref _dropped, 0);
        return batch;
    }

    private async Task<bool> TrySendAsync(RecordActivityRequest batch, CancellationToken cancellationToken)
    {
        try
        {
            await _client.RecordActivityAsync(batch, cancellationToken: cancellationToken);
            return true;
        }
        catch (RpcException error) when (!cancellationToken.IsCancellationRequested)
        {
            LogWaiting(_logger, batch.Records.Count, error.StatusCode);
            return error.StatusCode == StatusCode.InvalidArgument; // would never be taken
        }
        catch (RpcException)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    [LoggerMessage(2301, LogLevel.Warning, "{Count} records of provisioning wait: TokenService answers {Status}")]
    private static partial void LogWaiting(ILogger logger, int count, StatusCode status);
}
