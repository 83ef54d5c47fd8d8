using Microsoft.Extensions.Options;

namespace Scim.Gateway.Endpoints;

/// <summary>The URL that clients reach the gateway by: <c>Gateway:PublicUrl</c>, or what the request says.</summary>
internal sealed class PublicUrl(IOptions<PublicUrlOptions> options)
{
    private readonly string? _configured = options.Value.PublicUrl?.ToString().TrimEnd('/');

    /// <summary>The base URL of the SCIM endpoints that a request came by, without a slash at its end.</summary>
    public string BaseUrl(HttpContext http)
    {
        string path = http.Request.RouteValues["tenantId"] is string tenantId
            ? $"/tenants/{Uri.EscapeDataString(tenantId)}/scim/v2"
            : "/scim/v2";
        return Root(http) + path;
    }

    /// <summary>The gateway's own URL, without a slash at its end.</summary>
    public string Root(HttpContext http) => _configured ?? $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}";
}
