using Microsoft.Extensions.Options;
using Scim.Gateway.Bulk;
using Scim.Gateway.Discovery;
using Scim.Gateway.Limits;
using Scim.Gateway.OpenApi;
using Scim.Gateway.Resources;

namespace Scim.Gateway.Endpoints;

/// <summary>Where the SCIM endpoints are: below the Tenant URL, and below /scim/v2 for the tenant that the token names.</summary>
internal static class ScimRoutes
{
    /// <summary>The Tenant URL's path.</summary>
    public const string OfTenant = "/tenants/{tenantId}/scim/v2";

    /// <summary>The path for the tenant that the token names.</summary>
    public const string OfToken = "/scim/v2";

    /// <summary>What an endpoint's path is below either of the two; null for one that is elsewhere.</summary>
    public static string? PathOf(RouteEndpoint endpoint)
    {
        string path = endpoint.RoutePattern.RawText!;
        string? root = Array.Find([OfTenant, OfToken], item => path.StartsWith(item, StringComparison.Ordinal));
        return root is null ? null : $"/{path[root.Length..].Trim('/')}";
    }

    public static void MapScim(this WebApplication app)
    {
        var handlers = app.Services.GetRequiredService<ScimHandlers>();
        var discovery = app.Services.GetRequiredService<DiscoveryEndpoints>();
        var deletions = app.Services.GetRequiredService<DeletionGate>();
        var limits = app.Services.GetRequiredService<IOptions<RequestLimits>>();
        foreach (string root in (string[])[OfToken, OfTenant])
        {
            RouteGroupBuilder routes = app.MapGroup(root);
            MapDiscovery(routes, handlers, discovery);
            MapBulk(routes, handlers, app.Services.GetRequiredService<BulkEndpoint>());
            foreach (IResourceBackend backend in app.Services.GetServices<IResourceBackend>())
            {
                MapResource(routes.MapGroup(backend.Type.Endpoint), handlers, backend, new ResourceEndpoints(backend, deletions, limits));
            }

            MapRoot(routes, handlers, app.Services.GetRequiredService<RootEndpoints>());
            routes.Map("/{**rest}", handlers.NotFound());
        }
    }

    // HEAD is GET without the body (RFC 9110 section 9.3.2), which the server leaves out.
    private static void MapRead(RouteGroupBuilder routes, string pattern, ScimOperation operation, RequestDelegate handle) =>
        routes.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Head], handle).WithMetadata(operation);

    private static void MapBulk(RouteGroupBuilder routes, ScimHandlers handlers, BulkEndpoint bulk)
    {
        routes.MapPost("/Bulk", handlers.Of(bulk.HandleAsync)).WithMetadata(ScimOperations.Bulk);
        routes.Map("/Bulk", handlers.NotAllowed("POST"));
    }

    private static void MapRoot(RouteGroupBuilder routes, ScimHandlers handlers, RootEndpoints root)
    {
        MapRead(routes, "/", ScimOperations.ListAll, handlers.Of(root.ListAsync));
        routes.Map("/", handlers.NotAllowed("GET, HEAD"));
        routes.MapPost("/.search", handlers.Of(root.SearchAsync)).WithMetadata(ScimOperations.SearchAll);
        routes.Map("/.search", handlers.NotAllowed("POST"));
        routes.Map("/Me", handlers.Of(RootEndpoints.MeAsync)).WithMetadata(ScimOperations.Me);
    }

    private static void MapResource(RouteGroupBuilder routes, ScimHandlers handlers, IResourceBackend backend, ResourceEndpoints resource)
    {
        routes.MapPost("/", handlers.Of(resource.CreateAsync)).WithMetadata(ScimOperations.Create(backend));
        MapRead(routes, "/", ScimOperations.List(backend), handlers.Of(resource.ListAsync));
        routes.Map("/", handlers.NotAllowed("GET, HEAD, POST"));
        routes.MapPost("/.search", handlers.Of(resource.SearchAsync)).WithMetadata(ScimOperations.Search(backend));
        routes.Map("/.search", handlers.NotAllowed("POST"));
        MapRead(routes, "/{id}", ScimOperations.Get(backend), handlers.Of(resource.GetAsync));
        routes.MapPut("/{id}", handlers.Of(resource.ReplaceAsync)).WithMetadata(ScimOperations.Replace(backend));
        routes.MapPatch("/{id}", handlers.Of(resource.PatchAsync)).WithMetadata(ScimOperations.Patch(backend));
        routes.MapDelete("/{id}", handlers.Of(resource.DeleteAsync)).WithMetadata(ScimOperations.Delete(backend));
        routes.Map("/{id}", handlers.NotAllowed("GET, HEAD, PUT, PATCH, DELETE"));
    }

    private static void MapDiscovery(RouteGroupBuilder routes, ScimHandlers handlers, DiscoveryEndpoints discovery)
    {
        Map("/ServiceProviderConfig", ScimOperations.Config, discovery.GetConfigAsync);
        Map("/ResourceTypes", ScimOperations.ListTypes, discovery.ListTypesAsync);
        Map("/ResourceTypes/{id}", ScimOperations.GetResourceType, discovery.GetTypeAsync);
        Map("/Schemas", ScimOperations.ListSchemas, discovery.ListSchemasAsync);
        Map("/Schemas/{id}", ScimOperations.GetSchema, discovery.GetSchemaAsync);

        void Map(string pattern, ScimOperation operation, Func<ScimRequest, Task> handle)
        {
            MapRead(routes, pattern, operation, handlers.Of(handle));
            routes.Map(pattern, handlers.NotAllowed("GET, HEAD"));
        }
    }
}
