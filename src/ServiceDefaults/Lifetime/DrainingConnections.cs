using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Scim.ServiceDefaults.Lifetime;

/// <summary>
/// Ends each HTTP/1.1 connection with the next answer once the process stops, so that no client sends a request into a
/// connection that closes. HTTP/2 has GOAWAY for that.
/// </summary>
internal sealed class DrainingConnections(Draining draining) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, rest) =>
        {
            if (draining.HasBegun && HttpProtocol.IsHttp11(context.Request.Protocol)) context.Response.Headers.Connection = "close";
            return rest(context);
        });
        next(app);
    };
}
