using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace Scim.Admin;

/// <summary>The URLs that people paste into identity providers.</summary>
internal sealed class PublicUrl(IOptions<ConsoleOptions> options)
{
    /// <summary>The Tenant URL of a tenant: as configured, or on the host that the console was opened by.</summary>
    public string TenantUrl(string tenantId, NavigationManager navigation)
    {
        Uri origin = options.Value.PublicUrl ?? new Uri(navigation.BaseUri);
        return new Uri(origin, $"/tenants/{Uri.EscapeDataString(tenantId)}/scim/v2").AbsoluteUri;
    }
}
