using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Scim.ServiceDefaults.Telemetry;

/// <summary>OpenTelemetry for every process: traces, metrics and logs, exported where OTEL_EXPORTER_OTLP_ENDPOINT is set.</summary>
internal static class TelemetryExtensions
{
    private const string OwnSources = "Scim.*";
    private const string OutgoingCalls = "System.Net.Http";
    private const string DatabaseCommands = "MongoDB.Driver"; // without the commands' texts, which hold personal data

    public static void AddScimTelemetry(this IHostApplicationBuilder builder)
    {
        builder.Logging.AddOpenTelemetry(logging => logging.IncludeScopes = true);

        OpenTelemetryBuilder telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(builder.Environment.ApplicationName))
            .WithTracing(tracing => tracing
                .AddSource(OwnSources, OutgoingCalls, DatabaseCommands)
                .AddAspNetCoreInstrumentation(options => options.Filter = context => !context.Request.Path.StartsWithSegments("/health")))
            .WithMetrics(metrics => metrics
                .AddMeter(OwnSources)
                .AddAspNetCoreInstrumentation()
                .AddRuntimeInstrumentation());

        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) telemetry.UseOtlpExporter();
    }
}
