using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Scim.ServiceDefaults.Lifetime;

/// <summary>How a process ends, section "Shutdown" of the configuration.</summary>
public sealed record ShutdownOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Shutdown";

    /// <summary>
    /// How long a process that was asked to stop goes on taking requests, while /health/ready already says no, so that
    /// load balancers turn away from it: 0 to 5 minutes, none by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan Drain { get; init; } = TimeSpan.Zero;

    /// <summary>How long requests under way may take after that: 1 second to 10 minutes, 30 seconds by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>Checks <see cref="ShutdownOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class ShutdownOptionsValidator : IValidateOptions<ShutdownOptions>;
