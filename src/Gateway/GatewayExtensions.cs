using Scim.Gateway.Clusters;

namespace Scim.Gateway;

/// <summary>Composes the gateway, so that the executable, the all-in-one host and tests run the very same host.</summary>
public static class GatewayExtensions
{
    /// <summary>
    /// Adds the gateway's services. YARP's configuration is the section <c>ReverseProxy</c>: its clusters <c>users</c>,
    /// <c>groups</c> and <c>tokens</c> are where the services are.
    /// </summary>
    public static WebApplicationBuilder AddGateway(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddClusters(builder.Configuration);
        return builder;
    }

    /// <summary>Maps the gateway's endpoints.</summary>
    public static WebApplication MapGateway(this WebApplication app)
    {
        app.MapClusters();
        return app;
    }
}
