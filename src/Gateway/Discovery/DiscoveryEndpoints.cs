using System.Text.Json;
using Microsoft.Extensions.Options;
using Scim.Gateway.Bulk;
using Scim.Gateway.Endpoints;
using Scim.Gateway.Resources;
using Scim.Protocol.Discovery;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Gateway.Discovery;

/// <summary>/ServiceProviderConfig, /Schemas and /ResourceTypes (RFC 7644 section 4). They ignore paging and refuse filters.
/// A tenant's own extensions are told to the tenant.</summary>
internal sealed class DiscoveryEndpoints(IEnumerable<IResourceBackend> backends, IOptions<BulkLimits> bulk)
{
    public Task GetConfigAsync(ScimRequest request) =>
        WriteAsync(request, writer => ServiceProviderConfig.Write(writer, request.BaseUrl, bulk.Value));

    public Task ListTypesAsync(ScimRequest request) =>
        WriteListAsync(request, Types(request), (writer, type) => ResourceTypeDocument.Write(writer, type, request.BaseUrl));

    public Task GetTypeAsync(ScimRequest request)
    {
        ScimResourceType type = Array.Find(Types(request), item => item.Name.Equals(request.Id, StringComparison.OrdinalIgnoreCase))
            ?? throw ScimException.NotFound($"There is no resource type {request.Id}.");
        return WriteAsync(request, writer => ResourceTypeDocument.Write(writer, type, request.BaseUrl));
    }

    public Task ListSchemasAsync(ScimRequest request) =>
        WriteListAsync(request, [.. Schemas(request)], (writer, schema) => SchemaDocument.Write(writer, schema, request.BaseUrl));

    public Task GetSchemaAsync(ScimRequest request)
    {
        ScimSchema schema = Schemas(request).FirstOrDefault(item => item.Urn.Equals(request.Id, StringComparison.OrdinalIgnoreCase))
            ?? throw ScimException.NotFound($"There is no schema {request.Id}.");
        return WriteAsync(request, writer => SchemaDocument.Write(writer, schema, request.BaseUrl));
    }

    private static Task WriteListAsync<T>(ScimRequest request, T[] items, Action<Utf8JsonWriter, T> write) => WriteAsync(request, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("schemas"u8);
        writer.WriteStringValue("urn:ietf:params:scim:api:messages:2.0:ListResponse"u8);
        writer.WriteEndArray();
        writer.WriteNumber("totalResults"u8, items.Length);
        writer.WriteNumber("itemsPerPage"u8, items.Length);
        writer.WriteNumber("startIndex"u8, 1);
        writer.WriteStartArray("Resources"u8);
        foreach (T item in items) write(writer, item);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static Task WriteAsync(ScimRequest request, Action<Utf8JsonWriter> write)
    {
        if (request.Query("filter").Length > 0) throw ScimException.Forbidden("Filters are not possible here (RFC 7644 section 4).");
        return ScimResponse.WriteAsync(request.Http, StatusCodes.Status200OK, write);
    }

    private ScimResourceType[] Types(ScimRequest request) => [.. backends.Select(request.TypeOf)];

    private IEnumerable<ScimSchema> Schemas(ScimRequest request) =>
        Types(request).SelectMany(type => type.Extensions.Select(extension => extension.Schema).Prepend(type.Core)).DistinctBy(schema => schema.Urn);
}
