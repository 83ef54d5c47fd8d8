using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Scim.Standalone.Tests;

/// <summary>Requests as identity providers send them.</summary>
internal static class ScimClientExtensions
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Sends a request and answers the JSON of the answer, whose status has to be the expected one.</summary>
    public static async Task<JsonObject?> SendAsync(this HttpClient client, HttpMethod method, string path, HttpStatusCode expected, string? json = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(client.BaseAddress + path));
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/scim+json"));
        using HttpResponseMessage response = await client.SendAsync(request, Cancel);
        string body = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.StatusCode == expected, $"{method} {path} answered {(int)response.StatusCode}: {body}");
        if (body.Length == 0) return null;
        Assert.Equal("application/scim+json", response.Content.Headers.ContentType?.MediaType);
        return JsonNode.Parse(body)!.AsObject();
    }

    public static async Task<JsonObject> ReadAsync(this HttpClient client, string path) =>
        (await client.SendAsync(HttpMethod.Get, path, HttpStatusCode.OK))!;

    public static async Task<JsonObject> PostAsync(this HttpClient client, string path, string json) =>
        (await client.SendAsync(HttpMethod.Post, path, HttpStatusCode.Created, json))!;

    public static Task<JsonObject?> PatchAsync(this HttpClient client, string path, string operations, HttpStatusCode expected = HttpStatusCode.OK) =>
        client.SendAsync(
            HttpMethod.Patch, path, expected, $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":{{operations}}}""");

    /// <summary>The ids that a query finds.</summary>
    public static async Task<string[]> FindAsync(this HttpClient client, string path) =>
        [.. (await client.ReadAsync(path))["Resources"]!.AsArray().Select(resource => (string)resource!["id"]!)];
}
