using System.ComponentModel.DataAnnotations;

namespace Scim.Admin;

/// <summary>The section <c>Console</c>.</summary>
internal sealed record ConsoleOptions : IValidatableObject
{
    public const string Section = "Console";

    /// <summary>The path that the gateway serves the console by.</summary>
    public const string PathBase = "/console";

    /// <summary>
    /// The absolute URL that people and identity providers reach the gateway by; without it the request's own host is used. With an
    /// https URL cookies are for TLS only.
    /// </summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>
    /// Whether forwarded headers are believed from any address: where only the gateway reaches this process. Without it
    /// they are believed from this machine.
    /// </summary>
    public bool TrustProxies { get; init; }

    /// <summary>Where the keys of cookies are kept; without it where the platform keeps them.</summary>
    public string? KeysFolder { get; init; }

    /// <summary>How long a session lasts without being used: 5 minutes to 24 hours, 8 hours by default.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "1.00:00:00")]
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(8);

    /// <summary>The provider that people sign in with; without one only one-time links do.</summary>
    public OpenIdOptions OpenId { get; init; } = new();

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublicUrl is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https")))
            yield return new ValidationResult("Console:PublicUrl must be an absolute http or https URL.", [nameof(PublicUrl)]);
        if (OpenId.IsSet && OpenId.ClientId.Length == 0)
            yield return new ValidationResult("Console:OpenId:ClientId must be set where Console:OpenId:Authority is.", [nameof(OpenId)]);
        if (OpenId.IsSet && !Uri.TryCreate(OpenId.Authority, UriKind.Absolute, out _))
            yield return new ValidationResult("Console:OpenId:Authority must be an absolute URL.", [nameof(OpenId)]);
    }
}
