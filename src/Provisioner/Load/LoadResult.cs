using System.Collections.Concurrent;

namespace Scim.Provisioning.Load;

/// <summary>What a load test measured; a latency counts from the moment that the request was due.</summary>
internal sealed class LoadResult
{
    private readonly ConcurrentDictionary<LoadRequestKind, LatencyHistogram> _kinds = new();
    private readonly ConcurrentDictionary<string, int> _errors = new(StringComparer.Ordinal);
    private int _late;

    public LatencyHistogram All { get; } = new();

    public IEnumerable<KeyValuePair<LoadRequestKind, LatencyHistogram>> Kinds => _kinds.OrderBy(item => item.Key);

    /// <summary>Errors by kind and status.</summary>
    public IEnumerable<KeyValuePair<string, int>> Errors => _errors.OrderByDescending(item => item.Value);

    public int ErrorCount => _errors.Values.Sum();

    /// <summary>Requests that were not sent because too many were under way.</summary>
    public int Late => Volatile.Read(ref _late);

    public TimeSpan Elapsed { get; set; }

    public void Record(LoadRequestKind kind, TimeSpan latency)
    {
        All.Record(latency);
        _kinds.GetOrAdd(kind, _ => new LatencyHistogram()).Record(latency);
    }

    public void Error(LoadRequestKind kind, string what) =>
        _errors.AddOrUpdate($"{kind.ToString().ToLowerInvariant()}: {what}", 1, (_, count) => count + 1);

    public void CountLate() => Interlocked.Increment(ref _late);
}
