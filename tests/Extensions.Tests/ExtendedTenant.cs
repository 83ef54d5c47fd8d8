using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Scim.Protos.Tokens.V1;
using Scim.Tests.Shared;

namespace Scim.Extensions.Tests;

/// <summary>One tenant: its identity provider's requests, and the administrator's.</summary>
/// <param name="tenants">The system.</param>
/// <param name="id">The tenant's id.</param>
/// <param name="token">Its connection's token.</param>
public sealed class ExtendedTenant(ExtendedTenants tenants, string id, string token)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public string Id => id;

    /// <summary>Replaces the tenant's extensions, and waits until the gateway knows.</summary>
    public async Task<long> ReplaceSchemaAsync(params SchemaExtension[] extensions)
    {
        var client = new TenantService.TenantServiceClient(tenants.Invoker("scim.tokens.v1"));
        var request = new ReplaceTenantSchemaRequest { TenantId = id, RequestId = Guid.NewGuid().ToString(), Extensions = { extensions } };
        long version = (await client.ReplaceTenantSchemaAsync(request, cancellationToken: Cancel)).Schema.Version;
        foreach (SchemaExtension extension in extensions)
        {
            int expected = JsonNode.Parse(extension.DefinitionJson.Span)!["attributes"]!.AsArray().Count;
            while (await CountAttributesAsync(extension.Urn) != expected) await Task.Delay(20, Cancel);
        }

        return version;
    }

    /// <summary>Sends a request below the Tenant URL; the status has to be the expected one.</summary>
    public async Task<JsonObject> SendAsync(HttpMethod method, string path, HttpStatusCode expected, string? json = null)
    {
        (HttpStatusCode status, JsonObject body) = await SendAsync(method, path, json);
        Assert.True(status == expected, $"{method} {path} answered {(int)status}: {body.ToJsonString()}");
        return body;
    }

    public Task<JsonObject> GetAsync(string path) => SendAsync(HttpMethod.Get, path, HttpStatusCode.OK);

    public Task<JsonObject> PostAsync(string path, string json) => SendAsync(HttpMethod.Post, path, HttpStatusCode.Created, json);

    public Task<JsonObject> PatchAsync(string path, string operations, HttpStatusCode expected = HttpStatusCode.OK) => SendAsync(
        HttpMethod.Patch, path, expected, $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":{{operations}}}""");

    /// <summary>The userName or displayName of what a list has, in its order.</summary>
    public async Task<string[]> NamesAsync(string path) =>
        [.. (await GetAsync(path))["Resources"]!.AsArray().Select(resource => (string)(resource!["userName"] ?? resource["displayName"])!)];

    private async Task<int> CountAttributesAsync(string urn)
    {
        (HttpStatusCode status, JsonObject body) = await SendAsync(HttpMethod.Get, $"Schemas/{urn}", json: null);
        return status == HttpStatusCode.OK ? body["attributes"]!.AsArray().Count : 0;
    }

    private async Task<(HttpStatusCode Status, JsonObject Body)> SendAsync(HttpMethod method, string path, string? json)
    {
        using HttpClient client = InProcessSystem.Client(token, $"{tenants.System.Address}/tenants/{id}/scim/v2/");
        using var request = new HttpRequestMessage(method, new Uri(client.BaseAddress + path));
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/scim+json"));
        using HttpResponseMessage response = await client.SendAsync(request, Cancel);
        string body = await response.Content.ReadAsStringAsync(Cancel);
        return (response.StatusCode, body.Length == 0 ? [] : JsonNode.Parse(body)!.AsObject());
    }
}
