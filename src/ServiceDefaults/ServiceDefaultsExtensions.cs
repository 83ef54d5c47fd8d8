using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Scim.ServiceDefaults.Callers;
using Scim.ServiceDefaults.Errors;
using Scim.ServiceDefaults.Grpc;
using Scim.ServiceDefaults.Health;
using Scim.ServiceDefaults.Lifetime;
using Scim.ServiceDefaults.Telemetry;
using Scim.ServiceDefaults.Tls;

namespace Scim.ServiceDefaults;

/// <summary>What every process of the system has: clock, telemetry, health, caller keys, certificates; and what every gRPC service has.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Adds clock, telemetry, health checks and the keys of caller assertions.</summary>
    public static WebApplicationBuilder AddScimServiceDefaults(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddOptions<CallerOptions>().BindConfiguration(CallerOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<CallerOptions>, CallerOptionsValidator>();
        builder.Services.AddSingleton<CallerKeys>();
        builder.Services.AddHealthChecks();
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None); // an error each time somebody asks; the answer says it
        builder.Services.AddLifetime();
        builder.Services.AddPeerTls();
        builder.AddScimTelemetry();
        return builder;
    }

    /// <summary>
    /// Adds the gRPC server with its interceptors, health and reflection. Ports speak HTTP/2 unless their own setting
    /// (Kestrel:Endpoints:X:Protocols) says otherwise: without TLS a port cannot offer HTTP/1.1 and HTTP/2 both.
    /// </summary>
    public static WebApplicationBuilder AddScimGrpcServer(this WebApplicationBuilder builder)
    {
        builder.AddScimServiceDefaults();
        builder.UsePeerTls();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2);
            kestrel.Limits.MaxRequestBodySize = null; // each RPC's message has a bound of its own
        });
        builder.Services.AddSingleton<ErrorInterceptor>();
        builder.Services.AddSingleton<CallerInterceptor>();
        builder.Services.AddGrpc(GrpcDefaults.Apply);
        builder.Logging.AddFilter(GrpcDefaults.CallLog, LogLevel.None);
        builder.Services.AddGrpcReflection();
        builder.Services.AddGrpcHealthChecks(options => options.Services.Map("", check => check.Tags.Contains(HealthEndpoints.ReadyTag)));
        return builder;
    }

    /// <summary>Maps /health/live and /health/ready.</summary>
    public static WebApplication MapScimServiceDefaults(this WebApplication app)
    {
        app.MapHealthEndpoints();
        return app;
    }

    /// <summary>Maps the health endpoints, gRPC health and reflection.</summary>
    public static WebApplication MapScimGrpcServer(this WebApplication app)
    {
        app.MapScimServiceDefaults();
        app.MapGrpcHealthChecksService();
        app.MapGrpcReflectionService();
        return app;
    }
}
