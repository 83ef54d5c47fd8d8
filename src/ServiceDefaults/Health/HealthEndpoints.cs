using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Scim.ServiceDefaults.Lifetime;

namespace Scim.ServiceDefaults.Health;

/// <summary>/health/live says that the process runs; /health/ready that it can serve.</summary>
public static class HealthEndpoints
{
    /// <summary>The tag of the checks that decide on readiness.</summary>
    public const string ReadyTag = "ready";

    /// <summary>The path that says that the process runs.</summary>
    public const string LivePath = "/health/live";

    /// <summary>The path that says that the process can serve.</summary>
    public const string ReadyPath = "/health/ready";

    /// <summary>The header of both answers that names the host's version.</summary>
    public const string VersionHeader = "X-Version";

    /// <summary>Maps both paths. They answer 200 or 503, one word, and the host's version in a header.</summary>
    public static void MapHealthEndpoints(this IEndpointRouteBuilder routes)
    {
        string version = routes.ServiceProvider.GetRequiredService<HostVersion>().Version;
        routes.MapHealthChecks(LivePath, Options(version, _ => false));
        routes.MapHealthChecks(ReadyPath, Options(version, check => check.Tags.Contains(ReadyTag)));
    }

    private static HealthCheckOptions Options(string version, Func<HealthCheckRegistration, bool> predicate) => new()
    {
        Predicate = predicate,
        ResponseWriter = (context, report) =>
        {
            context.Response.Headers[VersionHeader] = version;
            context.Response.ContentType = "text/plain";
            return context.Response.WriteAsync(report.Status.ToString(), context.RequestAborted);
        },
    };
}
