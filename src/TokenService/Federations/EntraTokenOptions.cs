using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Scim.Tokens.Federations;

/// <summary>
/// The tokens that Entra sends by itself where its Secret Token is left blank: the section <c>EntraTokens</c>. <c>{tenant}</c> stands for the
/// identity provider's tenant ID of the connection.
/// </summary>
internal sealed record EntraTokenOptions
{
    public const string Section = "EntraTokens";

    /// <summary>The issuer.</summary>
    [Required]
    public string Issuer { get; init; } = "https://sts.windows.net/{tenant}/";

    /// <summary>Where its keys are, on a host that <c>Federation:AllowedHosts</c> has.</summary>
    [Required]
    public string JwksUri { get; init; } = "https://login.microsoftonline.com/{tenant}/discovery/keys";

    /// <summary>The audience, which is the same for all applications outside of Entra's gallery.</summary>
    [Required]
    public string Audience { get; init; } = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";
}

/// <summary>Checks <see cref="EntraTokenOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class EntraTokenOptionsValidator : IValidateOptions<EntraTokenOptions>;
