using System.Diagnostics.Metrics;
using Scim.Gateway.Limits;

namespace Scim.Gateway.Authentication;

/// <summary>
/// Counts how tokens were found good or not: <c>scim.gateway.token.checks</c>, by <c>result</c>. The share of
/// <c>remembered</c> is that of requests that TokenService has nothing to do with.
/// </summary>
internal sealed class TokenMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _checks = meters.Create(TrafficMetrics.MeterName).CreateCounter<long>(
        "scim.gateway.token.checks", "{token}", "Tokens that were checked");

    /// <summary>Taken, as was known.</summary>
    public void Remembered() => Count("remembered");

    /// <summary>Refused, as was known.</summary>
    public void RememberedRefusal() => Count("remembered_refusal");

    /// <summary>Taken, says TokenService.</summary>
    public void Taken() => Count("taken");

    /// <summary>Refused, says TokenService, or is no token at all.</summary>
    public void Refused() => Count("refused");

    /// <summary>Nobody could be asked; what was known within a minute was believed.</summary>
    public void Believed() => Count("believed");

    /// <summary>Nobody could be asked, and nothing was known.</summary>
    public void Unanswered() => Count("unanswered");

    private void Count(string result) => _checks.Add(1, new KeyValuePair<string, object?>("result", result));
}
