using System.Diagnostics.Metrics;

namespace Scim.Tokens.Activity;

/// <summary>
/// How far the provisioning log is behind the requests that it tells of, <c>scim.activity.lag</c>: what the console shows of a
/// connection (its cycle, its counts, its state) is as old as that.
/// </summary>
internal sealed class ActivityMetrics(IMeterFactory meters)
{
    private readonly Histogram<double> _lag = meters.Create("Scim.TokenService").CreateHistogram<double>(
        "scim.activity.lag", "s", "How long after a provisioning request its record is in the log");

    public void Written(TimeSpan lag) => _lag.Record(Math.Max(0, lag.TotalSeconds));
}
