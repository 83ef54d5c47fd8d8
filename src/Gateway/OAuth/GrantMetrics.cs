using System.Diagnostics.Metrics;
using Scim.Gateway.Limits;

namespace Scim.Gateway.OAuth;

/// <summary>Counts what the token endpoint answers: <c>scim.gateway.grants</c>, by outcome.</summary>
internal sealed class GrantMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _grants = meters.Create(TrafficMetrics.MeterName).CreateCounter<long>(
        "scim.gateway.grants", "{request}", "Requests of the token endpoint");

    /// <param name="error">What was answered instead of a token; null for a token.</param>
    public void Answered(OAuthError? error) => _grants.Add(1, new KeyValuePair<string, object?>("outcome", error?.Code ?? "granted"));
}
