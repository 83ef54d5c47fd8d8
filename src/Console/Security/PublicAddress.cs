using Microsoft.Extensions.Options;

namespace Scim.Admin.Security;

/// <summary>
/// Where the console's public URL is configured every request counts as one to it, whatever the proxies in between say: cookies
/// are for TLS only where the URL has it, and providers get the way back that people have.
/// </summary>
internal static class PublicAddress
{
    public static void UsePublicAddress(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<ConsoleOptions>>().Value.PublicUrl is not { } url) return;

        var host = new HostString(url.Authority);
        app.Use((http, next) =>
        {
            (http.Request.Scheme, http.Request.Host) = (url.Scheme, host);
            return next(http);
        });
    }
}
