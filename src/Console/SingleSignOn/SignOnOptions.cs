using System.ComponentModel.DataAnnotations;

namespace Scim.Admin.SingleSignOn;

/// <summary>How the users of tenants sign in: the section <c>Console:SignOn</c>.</summary>
internal sealed record SignOnOptions
{
    public const string Section = "Console:SignOn";

    /// <summary>What the session's JWTs name as their audience: the product's services check it.</summary>
    [Required(ErrorMessage = "Console:SignOn:Audience must name the product's services.")]
    public string Audience { get; init; } = "product";

    /// <summary>How long a session's JWT is valid: 10 seconds to 1 minute, which is by default how long a disabled user's lives on.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "00:01:00")]
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether providers on this machine and in private networks are called, without TLS too. Administrators of tenants enter
    /// the addresses, so that it is off but in tests.
    /// </summary>
    public bool AllowPrivateProviders { get; init; }
}
