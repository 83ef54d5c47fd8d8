namespace Scim.Provisioning.Endpoints;

/// <summary>What was sent so far.</summary>
internal sealed class EndpointCounters
{
    private long _requests;
    private long _retries;
    private long _throttled;

    public long Requests => Interlocked.Read(ref _requests);

    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>Answers 429.</summary>
    public long Throttled => Interlocked.Read(ref _throttled);

    public void CountRequest() => Interlocked.Increment(ref _requests);

    public void CountRetry() => Interlocked.Increment(ref _retries);

    public void CountThrottled() => Interlocked.Increment(ref _throttled);
}
