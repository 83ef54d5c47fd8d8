namespace Scim.Admin;

/// <summary>The OpenID provider that operators and administrators sign in with: the section <c>Console:OpenId</c>.</summary>
internal sealed record OpenIdOptions
{
    /// <summary>The provider's issuer, for example "https://login.microsoftonline.com/…/v2.0". Empty for none.</summary>
    public string Authority { get; init; } = "";

    /// <summary>The console's client id there.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>The console's secret there. Empty for a public client, which PKCE protects.</summary>
    public string ClientSecret { get; init; } = "";

    /// <summary>The name on the button.</summary>
    public string DisplayName { get; init; } = "your organisation";

    /// <summary>
    /// The claim that tells the role: "operator" for all tenants, "administrator:TENANT" for one tenant. Who has
    /// neither is a member, who sees the own data only.
    /// </summary>
    public string RoleClaim { get; init; } = "roles";

    /// <summary>Whether the provider's metadata has to come by https. Switched off in tests only.</summary>
    public bool RequireHttps { get; init; } = true;

    /// <summary>Whether a provider is configured.</summary>
    public bool IsSet => Authority.Length > 0;
}
