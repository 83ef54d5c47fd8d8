using Microsoft.Extensions.Options;
using Scim.Gateway.Bulk;
using Scim.Gateway.Discovery;
using Scim.Gateway.Limits;
using Scim.Gateway.Resources;

namespace Scim.Gateway.Endpoints;

/// <summary>Where the SCIM endpoints are: below the Tenant URL, and below /scim/v2 for the tenant that the token names.</summary>
internal static class ScimRoutes
{
    private static readonly string[] Roots = ["/scim/v2", "/tenants/{tenantId}/scim/v2"];

    public static void MapScim(this WebApplication app)
    {
        var handlers = app.Services.GetRequiredService<ScimHandlers>();
        var discovery = app.Services.GetRequiredService<DiscoveryEndpoints>();
        var deletions = app.Services.GetRequiredService<DeletionGate>();
        var limits = app.Services.GetRequiredService<IOptions<RequestLimits>>();
        foreach (string root in Roots)
        {
            RouteGroupBuilder routes = app.MapGroup(root);
            MapDiscovery(routes, handlers, discovery);
            MapBulk(routes, handlers, app.Services.GetRequiredService<BulkEndpoint>());
            foreach (IResourceBackend backend in app.Services.GetServices<IResourceBackend>())
            {
                MapResource(routes.MapGroup(backend.Type.Endpoint), handlers, new ResourceEndpoints(backend, deletions, limits));
            }

            MapRoot(routes, handlers, app.Services.GetRequiredService<RootEndpoints>());
            routes.Map("/{**rest}", handlers.NotFound());
        }
    }

    // HEAD is GET without the body (RFC 9110 section 9.3.2), which the server leaves out.
    private static void MapRead(RouteGroupBuilder routes, string pattern, RequestDelegate handle) =>
        routes.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Head], handle);

    private static void MapBulk(RouteGroupBuilder routes, ScimHandlers handlers, BulkEndpoint bulk)
    {
        routes.MapPost("/Bulk", handlers.Of(bulk.HandleAsync));
        routes.Map("/Bulk", handlers.NotAllowed("POST"));
    }

    private static void MapRoot(RouteGroupBuilder routes, ScimHandlers handlers, RootEndpoints root)
    {
        MapRead(routes, "/", handlers.Of(root.ListAsync));
        routes.Map("/", handlers.NotAllowed("GET, HEAD"));
        routes.MapPost("/.search", handlers.Of(root.SearchAsync));
        routes.Map("/.search", handlers.NotAllowed("POST"));
        routes.Map("/Me", handlers.Of(RootEndpoints.MeAsync));
    }

    private static void MapResource(RouteGroupBuilder routes, ScimHandlers handlers, ResourceEndpoints resource)
    {
        routes.MapPost("/", handlers.Of(resource.CreateAsync));
        MapRead(routes, "/", handlers.Of(resource.ListAsync));
        routes.Map("/", handlers.NotAllowed("GET, HEAD, POST"));
        routes.MapPost("/.search", handlers.Of(resource.SearchAsync));
        routes.Map("/.search", handlers.NotAllowed("POST"));
        MapRead(routes, "/{id}", handlers.Of(resource.GetAsync));
        routes.MapPut("/{id}", handlers.Of(resource.ReplaceAsync));
        routes.MapPatch("/{id}", handlers.Of(resource.PatchAsync));
        routes.MapDelete("/{id}", handlers.Of(resource.DeleteAsync));
        routes.Map("/{id}", handlers.NotAllowed("GET, HEAD, PUT, PATCH, DELETE"));
    }

    private static void MapDiscovery(RouteGroupBuilder routes, ScimHandlers handlers, DiscoveryEndpoints discovery)
    {
        Map("/ServiceProviderConfig", discovery.GetConfigAsync);
        Map("/ResourceTypes", discovery.ListTypesAsync);
        Map("/ResourceTypes/{id}", discovery.GetTypeAsync);
        Map("/Schemas", discovery.ListSchemasAsync);
        Map("/Schemas/{id}", discovery.GetSchemaAsync);

        void Map(string pattern, Func<ScimRequest, Task> handle)
        {
            MapRead(routes, pattern, handlers.Of(handle));
            routes.Map(pattern, handlers.NotAllowed("GET, HEAD"));
        }
    }
}
