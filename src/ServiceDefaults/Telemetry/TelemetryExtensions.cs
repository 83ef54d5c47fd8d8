using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Scim.ServiceDefaults.Lifetime;

namespace Scim.ServiceDefaults.Telemetry;

/// <summary>
/// OpenTelemetry for every process: traces, metrics and logs, exported where OTEL_EXPORTER_OTLP_ENDPOINT is set. Where
/// nothing exports nothing listens either, and instruments cost a comparison each.
/// </summary>
internal static class TelemetryExtensions
{
    private const string OwnSources = "Scim.*";
    private const string OutgoingCalls = "System.Net.Http";
    private const string DatabaseCommands = "MongoDB.Driver"; // without the commands' texts, which hold personal data

    public static void AddScimTelemetry(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return;

        var host = new HostVersion(builder.Environment.ApplicationName);
        builder.Logging.AddOpenTelemetry(logging => logging.IncludeScopes = true);
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(host.Name, serviceVersion: host.Version))
            .WithTracing(tracing => tracing
                .AddSource(OwnSources, OutgoingCalls, DatabaseCommands)
                .AddAspNetCoreInstrumentation(options => options.Filter = context => !context.Request.Path.StartsWithSegments("/health")))
            .WithMetrics(metrics => metrics
                .AddMeter(OwnSources)
                .AddAspNetCoreInstrumentation()
                .AddRuntimeInstrumentation())
            .UseOtlpExporter();
    }
}
