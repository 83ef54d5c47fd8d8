using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Scim.Gateway.Authentication;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Limits;

/// <summary>
/// Lets requests through at the rate that their connection may have and with the concurrency that their tenant may have.
/// A short queue comes first; behind it the answer is 429 with Retry-After, which provisioning clients obey.
/// </summary>
internal sealed class TrafficGate : IDisposable
{
    private const int PeriodsPerSecond = 20;
    private static readonly TimeSpan BusyRetry = TimeSpan.FromSeconds(1);

    private readonly TrafficLimits _limits;
    private readonly TrafficMetrics _metrics;
    private readonly PartitionedRateLimiter<ScimCaller> _connections;
    private readonly PartitionedRateLimiter<ScimCaller> _tenants;
    private readonly PartitionedRateLimiter<IPAddress> _addresses;
    private int _waitingForRate, _waitingForTenant;

    public TrafficGate(IOptions<TrafficLimits> limits, TrafficMetrics metrics, QueueMetrics queues)
    {
        queues.Add("connection", () => Volatile.Read(ref _waitingForRate));
        queues.Add("tenant", () => Volatile.Read(ref _waitingForTenant));
        (_limits, _metrics) = (limits.Value, metrics);
        _connections = PartitionedRateLimiter.Create<ScimCaller, RateKey>(caller => RateLimitPartition.GetTokenBucketLimiter(RateKey.Of(caller, _limits), Bucket));
        _tenants = PartitionedRateLimiter.Create<ScimCaller, ConcurrencyKey>(caller => RateLimitPartition.GetConcurrencyLimiter(ConcurrencyKey.Of(caller, _limits), Concurrency));
        _addresses = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address => RateLimitPartition.GetTokenBucketLimiter(Network(address), Checks));
    }

    /// <summary>Waits for the turn of a request; what it answers is disposed at the request's end.</summary>
    /// <exception cref="ScimException">429: the queue is full.</exception>
    public async ValueTask<RateLimitLease> EnterAsync(ScimCaller caller, CancellationToken cancellationToken)
    {
        await CountAsync(caller, 1, cancellationToken);
        RateLimitLease turn;
        Interlocked.Increment(ref _waitingForTenant);
        try
        {
            turn = await _tenants.AcquireAsync(caller, 1, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waitingForTenant);
        }

        return turn.IsAcquired ? turn : throw Refused(turn, "tenant", "The tenant has too many requests under way.");
    }

    /// <summary>Counts operations against a connection's rate: a request is one, and a bulk as many as it has.</summary>
    /// <exception cref="ScimException">429: the queue is full.</exception>
    public async ValueTask CountAsync(ScimCaller caller, int operations, CancellationToken cancellationToken)
    {
        // a part at a time, so that a large bulk waits for its turns as the others do and does not fill the queue
        RateKey key = RateKey.Of(caller, _limits);
        int most = key.Queue == 0 ? key.Burst : Math.Clamp(key.Queue / 4, 1, key.Burst);
        Interlocked.Increment(ref _waitingForRate);
        try
        {
            for (int left = operations; left > 0; left -= most)
            {
                using RateLimitLease lease = await _connections.AcquireAsync(caller, Math.Min(left, most), cancellationToken);
                if (!lease.IsAcquired) throw Refused(lease, "connection", "The connection makes more requests than its limit allows.");
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waitingForRate);
        }
    }

    /// <summary>Before a token is checked that this gateway does not know.</summary>
    /// <exception cref="ScimException">429: the address has tried too many.</exception>
    public void RequireCheck(IPAddress? address)
    {
        using RateLimitLease lease = _addresses.AttemptAcquire(address ?? IPAddress.None);
        if (!lease.IsAcquired) throw Refused(lease, "address", "Too many tokens were tried from this address.");
    }

    public void Dispose()
    {
        _connections.Dispose();
        _tenants.Dispose();
        _addresses.Dispose();
    }

    private ScimException Refused(RateLimitLease lease, string limit, string detail)
    {
        _metrics.Limited(limit);
        TimeSpan wait = lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan known) ? known : BusyRetry;
        lease.Dispose();
        return ScimException.TooManyRequests(wait, detail);
    }

    private static TokenBucketRateLimiterOptions Bucket(RateKey key) => Options(key.Burst, key.PerSecond, key.Queue);

    private TokenBucketRateLimiterOptions Checks(IPAddress network) => Options(_limits.CheckBurst, _limits.ChecksPerSecond, 0);

    private static ConcurrencyLimiterOptions Concurrency(ConcurrencyKey key) => new()
    {
        PermitLimit = key.Most,
        QueueLimit = key.Most,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    };

    private static TokenBucketRateLimiterOptions Options(int burst, int perSecond, int queue)
    {
        int tokens = Math.Max(1, perSecond / PeriodsPerSecond);
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)tokens / perSecond),
            QueueLimit = queue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        };
    }

    /// <summary>An IPv6 client has a whole /64 to itself.</summary>
    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
