using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Scim.Gateway.Endpoints;
using Scim.Gateway.Limits;
using Scim.Gateway.Resources;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Bulk;

/// <summary>Performs one operation by the very handler that its single request has, on an exchange of its own.</summary>
internal sealed class BulkPerformer
{
    private readonly ScimHandlers _handlers;
    private readonly Dictionary<string, ResourceEndpoints> _endpoints;

    public BulkPerformer(IEnumerable<IResourceBackend> backends, ScimHandlers handlers, DeletionGate deletions, IOptions<RequestLimits> limits)
    {
        _handlers = handlers;
        _endpoints = backends.ToDictionary(backend => backend.Type.Endpoint, backend => new ResourceEndpoints(backend, deletions, limits), StringComparer.OrdinalIgnoreCase);
    }

    public async Task<BulkResult> PerformAsync(ScimRequest bulk, BulkOperation operation)
    {
        using var body = new MemoryStream();
        HttpContext exchange = Exchange(bulk.Http, operation, body);
        await _handlers.ServeAsync(bulk, exchange, Handler(operation));
        HttpResponse response = exchange.Response;
        await response.BodyWriter.FlushAsync(bulk.Http.RequestAborted);
        string location = response.Headers.Location.ToString() is { Length: > 0 } created ? created
            : operation.ResourceId.Length > 0 ? $"{bulk.BaseUrl}{operation.Path}" : "";
        return new BulkResult(response.StatusCode, location, response.Headers.ETag.ToString(), response.StatusCode >= 400 ? body.ToArray() : default);
    }

    private Func<ScimRequest, Task> Handler(BulkOperation operation)
    {
        if (!_endpoints.TryGetValue(operation.Endpoint, out ResourceEndpoints? resource) || operation.ResourceId.Contains('/', StringComparison.Ordinal))
        {
            return _ => throw ScimException.NotFound($"There is no endpoint {operation.Path} for bulk operations.");
        }

        bool one = operation.ResourceId.Length > 0;
        return operation.Method switch
        {
            "POST" when !one => resource.CreateAsync,
            "PUT" when one => resource.ReplaceAsync,
            "PATCH" when one => resource.PatchAsync,
            "DELETE" when one => resource.DeleteAsync,
            "POST" or "PUT" or "PATCH" or "DELETE" => _ => throw ScimException.MethodNotAllowed($"{operation.Method} is not possible on {operation.Path}."),
            _ => _ => throw ScimException.InvalidSyntax("The method of a bulk operation is POST, PUT, PATCH or DELETE."),
        };
    }

    private static DefaultHttpContext Exchange(HttpContext bulk, BulkOperation operation, Stream answer)
    {
        var exchange = new DefaultHttpContext { RequestServices = bulk.RequestServices, RequestAborted = bulk.RequestAborted };
        exchange.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        exchange.Request.Method = operation.Method;
        exchange.Request.Scheme = bulk.Request.Scheme;
        exchange.Request.Host = bulk.Request.Host;
        exchange.Request.PathBase = bulk.Request.PathBase;
        exchange.Request.Path = operation.Path;
        exchange.Request.ContentType = ScimResponse.MediaType;
        exchange.Request.ContentLength = operation.Data.Length;
        exchange.Request.Body = new MemoryStream(operation.Data, writable: false);
        if (operation.Version.Length > 0) exchange.Request.Headers.IfMatch = operation.Version;
        exchange.Request.RouteValues["id"] = operation.ResourceId;
        if (bulk.Request.RouteValues["tenantId"] is { } tenant) exchange.Request.RouteValues["tenantId"] = tenant;
        return exchange;
    }
}
