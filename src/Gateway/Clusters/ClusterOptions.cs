using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Scim.Gateway.Clusters;

/// <summary>How the gateway calls the services: the section <c>Gateway:Clusters</c>.</summary>
internal sealed record ClusterOptions
{
    public const string Section = "Gateway:Clusters";

    /// <summary>The deadline of a call that has none: 100 ms to 5 min, 10 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may take to be made: 50 ms to 30 s, 1 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:00:30")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a connection with calls under way may be silent before it is asked for a sign of life, and how long
    /// that may take: 1 s (the least HTTP/2 pings allow) to 1 min, 1 s by default. A frozen process is found by it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a destination whose transport failed gets no calls: 100 ms to 5 min, 2 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan Reactivation { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The largest answer of a service in bytes: 1 MiB to 256 MiB, 32 MiB by default.</summary>
    [Range(1 << 20, 256 << 20)]
    public int MaxAnswerBytes { get; init; } = 32 << 20;
}

/// <summary>Checks <see cref="ClusterOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class ClusterOptionsValidator : IValidateOptions<ClusterOptions>;
