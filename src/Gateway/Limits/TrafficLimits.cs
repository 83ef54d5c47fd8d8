using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Scim.Gateway.Limits;

/// <summary>How much traffic one connection, one tenant and one address may make: the section <c>Gateway:Traffic</c>.</summary>
internal sealed record TrafficLimits
{
    public const string Section = "Gateway:Traffic";

    /// <summary>Requests a second of a connection whose own limit is not set: 500 by default; Entra asks for 25 at least.</summary>
    [Range(1, 100_000)]
    public int RequestsPerSecond { get; init; } = 500;

    /// <summary>How many requests of a connection may come at once before the rate counts: 1,000 by default.</summary>
    [Range(1, 100_000)]
    public int Burst { get; init; } = 1_000;

    /// <summary>How many requests of a connection wait for their turn before one is refused with 429: 500 by default, 0 for none.</summary>
    [Range(0, 100_000)]
    public int Queue { get; init; } = 500;

    /// <summary>Requests of a tenant that are served at the same time: 256 by default. As many wait; then the answer is 429.</summary>
    [Range(1, 100_000)]
    public int ConcurrentRequests { get; init; } = 256;

    /// <summary>Checks a second of tokens that this gateway does not know, by address (IPv6: by /64): 50 by default.</summary>
    [Range(1, 100_000)]
    public int ChecksPerSecond { get; init; } = 50;

    /// <summary>How many such checks may come at once: 500 by default.</summary>
    [Range(1, 100_000)]
    public int CheckBurst { get; init; } = 500;
}

/// <summary>Checks <see cref="TrafficLimits"/> at start.</summary>
[OptionsValidator]
internal sealed partial class TrafficLimitsValidator : IValidateOptions<TrafficLimits>;
