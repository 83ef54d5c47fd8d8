using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Scim.Gateway.Endpoints;
using Scim.Gateway.OpenApi;
using Scim.Protocol.Schema;

namespace Scim.Gateway.Tests.OpenApi;

public sealed class ApiDescriptionTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Document_ReadStrictly_HasNoErrors()
    {
        ReadResult result = OpenApiDocument.Parse(await gateway.Client.GetStringAsync("/openapi/v1.json", Cancel), "json", new OpenApiReaderSettings { RuleSet = ValidationRuleSet.GetDefaultRuleSet() });

        Assert.Empty(result.Diagnostic!.Errors.Select(error => error.ToString()));
        Assert.Empty(result.Diagnostic.Warnings.Select(warning => warning.ToString()));
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, result.Diagnostic.SpecificationVersion);
        string[] ids = [.. Operations(result.Document!).Select(item => item.Operation.OperationId!)];
        Assert.Distinct(ids);
    }

    [Fact]
    public async Task References_AllOfThem_NameAComponentAndAllComponentsAreUsed()
    {
        JsonNode document = JsonNode.Parse(await gateway.Client.GetStringAsync("/openapi/v1.json", Cancel))!;
        HashSet<string> used = [.. Descendants(document).OfType<JsonObject>().Select(node => node["$ref"]).OfType<JsonValue>().Select(name => name.GetValue<string>())];
        HashSet<string> defined = [.. document["components"]!.AsObject().Where(kind => kind.Key != "securitySchemes")
            .SelectMany(kind => kind.Value!.AsObject().Select(component => $"#/components/{kind.Key}/{component.Key}"))];

        Assert.Empty(used.Except(defined));
        Assert.Empty(defined.Except(used));
    }

    [Fact]
    public async Task Routes_OfTheEndpointTable_AreDescribedUnderBothPaths()
    {
        (OpenApiDocument? document, _) = OpenApiDocument.Parse(await gateway.Client.GetStringAsync("/openapi/v1.json", Cancel), "json");
        string[] servers = [.. document!.Servers!.Select(server => server.Url!)];
        IEnumerable<string> described = from server in servers
                                        from item in Operations(document)
                                        select $"{item.Method} {server}{item.Path}".TrimEnd('/');

        IEnumerable<string> routes = gateway.Endpoints.SelectMany(Routes);

        Assert.Equal(routes.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Resources_InTheDocument_HaveEveryAttributeOfTheTable()
    {
        JsonObject document = Create(ScimResourceTypes.User, ScimResourceTypes.Group);
        foreach (ScimResourceType type in (ScimResourceType[])[ScimResourceTypes.User, ScimResourceTypes.Group])
        {
            JsonNode schema = document["components"]!["schemas"]![type.Name]!;
            Assert.Empty(Differences(type.Attributes, schema));
        }

        JsonNode user = document["components"]!["schemas"]!["User"]!;
        Assert.True((bool)user["properties"]!["id"]!["readOnly"]!);
        Assert.True((bool)user["properties"]!["password"]!["writeOnly"]!);
        Assert.Equal("date-time", (string?)user["properties"]!["meta"]!["properties"]!["created"]!["format"]);
        Assert.Contains("work", user["properties"]!["emails"]!["items"]!["properties"]!["type"]!["examples"]!.AsArray().Select(item => (string?)item));
        JsonNode body = document["paths"]!["/Users"]!["post"]!["requestBody"]!["content"]!["application/scim+json"]!["schema"]!;
        Assert.Contains("userName", body["required"]!.AsArray().Select(item => (string?)item));
    }

    [Fact]
    public void Attribute_OfAnExtension_IsThereByItself()
    {
        const string definition = """
            {"id": "urn:example:params:scim:schemas:extension:hr:2.0:User", "name": "HR", "attributes": [{"name": "badge", "type": "integer"}]}
            """;
        ScimResourceType type = ScimResourceTypes.User.With([CustomExtension.Parse(System.Text.Encoding.UTF8.GetBytes(definition))]);

        JsonNode extension = Create(type)["components"]!["schemas"]!["User"]!["properties"]!["urn:example:params:scim:schemas:extension:hr:2.0:User"]!;

        Assert.Equal("integer", (string?)extension["properties"]!["badge"]!["type"]);
    }

    [Fact]
    public async Task Document_ThatTheClientHas_IsNotSentAgain()
    {
        using HttpResponseMessage first = await gateway.Client.GetAsync("/openapi/v1.json", Cancel);
        Assert.Equal("application/json", first.Content.Headers.ContentType!.MediaType);

        using var again = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using HttpResponseMessage second = await gateway.Client.SendAsync(again, Cancel);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task Page_WithItsScripts_ComesFromTheGatewayAlone()
    {
        using HttpResponseMessage moved = await gateway.Client.GetAsync("/openapi/", Cancel);
        Assert.Equal("/openapi/v1", moved.Headers.Location!.OriginalString);

        using HttpResponseMessage page = await gateway.Client.GetAsync("/openapi/v1", Cancel);
        string html = await page.Content.ReadAsStringAsync(Cancel);
        string policy = page.Headers.GetValues("Content-Security-Policy").Single();
        string nonce = policy.Split("'nonce-")[1].Split('\'')[0];

        Assert.DoesNotContain("://", html, StringComparison.Ordinal);
        Assert.Equal(html.Split("<script").Length - 1, html.Split($"nonce=\"{nonce}\"").Length - 1);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("/openapi/scalar.js", Cancel)).StatusCode);
    }

    private JsonObject Create(params ScimResourceType[] types) => ApiDocument.Create(new DefaultEndpointDataSource(gateway.Endpoints), types, publicUrl: null);

    private static IEnumerable<string> Routes(RouteEndpoint endpoint)
    {
        if (ScimRoutes.PathOf(endpoint) is not { } path || path == "/{**rest}") return [];
        string route = endpoint.RoutePattern.RawText!.TrimEnd('/');
        IEnumerable<string> methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Where(method => method != "HEAD")
            ?? endpoint.Metadata.GetMetadata<ScimOperation>()?.Methods // all methods; without a description it only says 405
            ?? [];
        return methods.Select(method => $"{method} {route}");
    }

    private static IEnumerable<(string Method, string Path, OpenApiOperation Operation)> Operations(OpenApiDocument document) =>
        from item in document.Paths
        from operation in item.Value.Operations!
        select (operation.Key.Method, item.Key, operation.Value);

    private static IEnumerable<string> Differences(IEnumerable<ScimAttribute> attributes, JsonNode schema)
    {
        foreach (ScimAttribute attribute in attributes)
        {
            JsonNode? property = schema["properties"]![attribute.Name];
            JsonNode? value = attribute.MultiValued ? property?["items"] : property;
            string expected = attribute.Type switch
            {
                AttributeType.Boolean => "boolean",
                AttributeType.Integer => "integer",
                AttributeType.Decimal => "number",
                AttributeType.Complex => "object",
                _ => "string",
            };
            if ((string?)value?["type"] != expected) yield return $"{attribute.Path}: {property?.ToJsonString() ?? "missing"}";
            else if (attribute.Type == AttributeType.Complex) foreach (string below in Differences(attribute.SubAttributes, value!)) yield return below;
        }
    }

    private static IEnumerable<JsonNode> Descendants(JsonNode node)
    {
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject item => item.Select(property => property.Value),
            JsonArray list => list,
            _ => [],
        };
        return children.OfType<JsonNode>().SelectMany(Descendants).Prepend(node);
    }
}
