using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Scim.Gateway.Endpoints;
using Scim.Gateway.Resources;
using Scim.Protocol.Schema;
using Scim.ServiceDefaults.Schemas;

namespace Scim.Gateway.OpenApi;

/// <summary>
/// The OpenAPI 3.1 description of the SCIM endpoints: paths from the endpoint table, resources from the attribute table, and
/// what the RFCs fix from <c>scim.openapi.json</c>. It is made once, when it is asked for first, and is the same for everybody.
/// </summary>
internal sealed class ApiDocument
{
    private static readonly int[] FailuresOfAll = [401, 403, 406, 429, 500, 503, 504];
    private static readonly string[] MediaTypes = [ScimResponse.MediaType, "application/json"];

    private readonly Lazy<byte[]> _json;

    public ApiDocument(EndpointDataSource endpoints, IEnumerable<IResourceBackend> backends, DeploymentSchemas schemas, IOptions<PublicUrlOptions> url) =>
        _json = new Lazy<byte[]>(() => JsonSerializer.SerializeToUtf8Bytes(Create(endpoints, [.. backends.Select(backend => schemas.Types.Of(backend.Type))], url.Value.PublicUrl)));

    public ReadOnlyMemory<byte> Json => _json.Value;

    /// <summary>Describes endpoints that have a <see cref="ScimOperation"/>.</summary>
    internal static JsonObject Create(EndpointDataSource endpoints, IReadOnlyList<ScimResourceType> types, Uri? publicUrl)
    {
        using Stream template = typeof(ApiDocument).Assembly.GetManifestResourceStream("scim.openapi.json")!;
        JsonObject document = JsonNode.Parse(template)!.AsObject();
        document["servers"] = Servers(publicUrl?.ToString().TrimEnd('/') ?? "");
        document["paths"] = Paths(endpoints, types);
        JsonObject schemas = document["components"]!["schemas"]!.AsObject();
        foreach (ScimResourceType type in types) schemas[type.Name] = ResourceJsonSchema.Of(type);
        foreach (string name in (string[])[.. types.Select(type => type.Name), "ResourceType", "Schema"]) schemas[$"{name}List"] = List(name);
        foreach ((_, JsonNode? failure) in document["components"]!["responses"]!.AsObject()) failure!["content"] = Content(Reference("schemas", "Error"), ScimResponse.MediaType);
        return document;
    }

    private static JsonArray Servers(string url) =>
    [
        new JsonObject
        {
            ["url"] = $"{url}{ScimRoutes.OfTenant}",
            ["description"] = "The Tenant URL",
            ["variables"] = new JsonObject { ["tenantId"] = new JsonObject { ["default"] = "demo", ["description"] = "The tenant, which the token has to be of." } },
        },
        new JsonObject { ["url"] = $"{url}{ScimRoutes.OfToken}", ["description"] = "The tenant that the token names" },
    ];

    private static JsonObject Paths(EndpointDataSource endpoints, IReadOnlyList<ScimResourceType> types)
    {
        var paths = new JsonObject();
        foreach (RouteEndpoint endpoint in endpoints.Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<ScimOperation>() is not { } operation || ScimRoutes.PathOf(endpoint) is not { } path) continue;
            if (paths[path] is not JsonObject item) paths[path] = item = [];
            foreach (string method in operation.Methods.Count > 0 ? operation.Methods : Methods(endpoint))
            {
                string id = operation.Methods.Count > 1 ? $"{method.ToLowerInvariant()}{Capitalized(operation.Id)}" : operation.Id;
                item[method.ToLowerInvariant()] = Describe(operation, id, path, types);
            }
        }

        return paths;
    }

    // HEAD is GET without the body.
    private static IEnumerable<string> Methods(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Where(method => !HttpMethods.IsHead(method));

    private static string Capitalized(string id) => string.Concat(char.ToUpperInvariant(id[0]).ToString(CultureInfo.InvariantCulture), id.AsSpan(1));

    private static JsonObject Describe(ScimOperation operation, string id, string path, IReadOnlyList<ScimResourceType> types)
    {
        string[] parameters = path.Contains("{id}", StringComparison.Ordinal) ? ["id", .. operation.Parameters] : [.. operation.Parameters];
        var description = new JsonObject { ["operationId"] = id, ["tags"] = new JsonArray(operation.Tag), ["summary"] = operation.Summary };
        if (parameters.Length > 0) description["parameters"] = new JsonArray([.. parameters.Select(name => Reference("parameters", name))]);
        if (operation.Body is { } body)
        {
            description["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content(Body(body, types), MediaTypes) };
        }

        var responses = new JsonObject();
        foreach (ScimAnswer answer in operation.Answers) responses[Text(answer.Status)] = Answer(answer);
        foreach (int status in operation.Failures.Concat(FailuresOfAll).Order()) responses[Text(status)] = Reference("responses", $"Error{status}");
        description["responses"] = responses;
        return description;
    }

    private static JsonObject Body(string schema, IReadOnlyList<ScimResourceType> types) => types.FirstOrDefault(type => type.Name == schema) is { } type
        ? new JsonObject { ["allOf"] = new JsonArray(Reference("schemas", schema)), ["required"] = ResourceJsonSchema.RequiredOf(type) }
        : Reference("schemas", schema);

    private static JsonObject Answer(ScimAnswer answer)
    {
        var headers = new JsonObject { [ScimRequest.RequestIdHeader] = Reference("headers", ScimRequest.RequestIdHeader) };
        foreach (string header in answer.Headers) headers[header] = Reference("headers", header);
        var response = new JsonObject { ["description"] = answer.Description, ["headers"] = headers };
        if (answer.Schema is { } schema) response["content"] = Content(Reference("schemas", schema), ScimResponse.MediaType);
        return response;
    }

    private static JsonObject Content(JsonObject schema, params string[] mediaTypes)
    {
        var content = new JsonObject();
        foreach (string mediaType in mediaTypes) content[mediaType] = new JsonObject { ["schema"] = schema.DeepClone() };
        return content;
    }

    private static JsonObject List(string name) => new()
    {
        ["allOf"] = new JsonArray(
            Reference("schemas", "ListResponse"),
            new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["Resources"] = new JsonObject { ["type"] = "array", ["items"] = Reference("schemas", name) } },
            }),
    };

    private static JsonObject Reference(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
