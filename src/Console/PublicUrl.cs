using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace Scim.Admin;

/// <summary>The URLs that people paste into identity providers.</summary>
internal sealed class PublicUrl(IOptions<ConsoleOptions> options)
{
    /// <summary>The Tenant URL of a tenant: as configured, or on the host that the console was opened by.</summary>
    public string TenantUrl(string tenantId, NavigationManager navigation) => Of($"/tenants/{Uri.EscapeDataString(tenantId)}/scim/v2", navigation);

    /// <summary>Where the users of a tenant sign in, and what is below.</summary>
    public string SignOn(string tenantId, NavigationManager navigation, string below) => Of($"/sso/{Uri.EscapeDataString(tenantId)}{below}", navigation);

    /// <summary>Where OAuth clients get access tokens.</summary>
    public string TokenEndpoint(NavigationManager navigation) => Of("/oauth2/token", navigation);

    private string Of(string path, NavigationManager navigation) => new Uri(options.Value.PublicUrl ?? new Uri(navigation.BaseUri), path).AbsoluteUri;
}
