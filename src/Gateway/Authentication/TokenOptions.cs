using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Scim.Gateway.Authentication;

/// <summary>How long what TokenService said is believed: the section <c>Gateway:Tokens</c>.</summary>
internal sealed record TokenOptions
{
    public const string Section = "Gateway:Tokens";

    /// <summary>
    /// How long a good token is believed: without asking while revocations are heard of, and without TokenService while
    /// it is away. 0 to 5 min, 1 min by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How old the last heartbeat of the revocations may be for that: 1 s to 1 min, 5 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a token that was refused is refused without asking: 0 to 1 min, 10 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RefusalLifetime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many tokens are remembered, and how many refusals: 100 to 1,000,000, 100,000 by default.</summary>
    [Range(100, 1_000_000)]
    public int Remembered { get; init; } = 100_000;
}

/// <summary>Checks <see cref="TokenOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class TokenOptionsValidator : IValidateOptions<TokenOptions>;
