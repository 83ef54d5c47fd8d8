using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;

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

    /// <summary>Maps both paths. They answer 200 or 503 and one word.</summary>
    public static void MapHealthEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks(LivePath, new HealthCheckOptions { Predicate = _ => false });
        routes.MapHealthChecks(ReadyPath, new HealthCheckOptions { Predicate = check => check.Tags.Contains(ReadyTag) });
    }
}
