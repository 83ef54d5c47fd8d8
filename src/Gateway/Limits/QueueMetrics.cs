using System.Diagnostics.Metrics;

namespace Scim.Gateway.Limits;

/// <summary>How much waits at present, <c>scim.gateway.queue.length</c>, by <c>queue</c>.</summary>
internal sealed class QueueMetrics
{
    private readonly List<(KeyValuePair<string, object?> Name, Func<int> Length)> _queues = [];

    public QueueMetrics(IMeterFactory meters)
    {
        meters.Create(TrafficMetrics.MeterName).CreateObservableGauge(
            "scim.gateway.queue.length", Measure, "{item}", "What waits at present: requests for their turn, records of provisioning, open native calls");
    }

    /// <summary>Measures a queue from now on.</summary>
    public void Add(string name, Func<int> length)
    {
        lock (_queues) _queues.Add((new KeyValuePair<string, object?>("queue", name), length));
    }

    private List<Measurement<int>> Measure()
    {
        lock (_queues) return _queues.ConvertAll(queue => new Measurement<int>(queue.Length(), queue.Name));
    }
}
