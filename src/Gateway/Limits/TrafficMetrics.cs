using System.Diagnostics.Metrics;

namespace Scim.Gateway.Limits;

/// <summary>Counts what the limits refuse: <c>scim.gateway.limited</c>, by the limit that did.</summary>
internal sealed class TrafficMetrics(IMeterFactory meters)
{
    public const string MeterName = "Scim.Gateway";

    private readonly Counter<long> _limited = meters.Create(MeterName).CreateCounter<long>(
        "scim.gateway.limited", "{request}", "Requests refused by a limit");

    /// <param name="limit">
    /// connection, tenant, address, size (of a body or a bulk), query (too much to look at), line, headers, or slow (a head that
    /// took too long).
    /// </param>
    public void Limited(string limit) => _limited.Add(1, new KeyValuePair<string, object?>("limit", limit));
}
