using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Scim.Standalone.Tests;

/// <summary>What HTTP itself asks of the endpoints, and how each failure is answered (RFC 7644 sections 3.8 and 3.12, RFC 9110).</summary>
public sealed class HttpTests(StandaloneFixture fixture) : IClassFixture<StandaloneFixture>
{
    private static readonly string[] Table9 =
    [
        "invalidFilter", "tooMany", "uniqueness", "mutability", "invalidSyntax", "invalidPath", "noTarget", "invalidValue", "invalidVers", "sensitive",
    ];

    private HttpClient Client => fixture.Instance.Client;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "Users?filter=nonsense eq 1", null, 400, "invalidFilter")]
    [InlineData("GET", "Users?filter=userName xx \"1\"", null, 400, "invalidFilter")]
    [InlineData("GET", "Users?startIndex=abc", null, 400, "invalidValue")]
    [InlineData("POST", "Users", "{\"userName\":", 400, "invalidSyntax")]
    [InlineData("POST", "Users", "[]", 400, "invalidSyntax")]
    [InlineData("POST", "Users", "{\"displayName\":\"x\"}", 400, "invalidValue")]
    [InlineData("POST", "Users", "{\"userName\":{\"a\":1}}", 400, "invalidValue")]
    [InlineData("POST", "Groups", "{\"displayName\":\"g\",\"members\":[{\"value\":\"nobody\"}]}", 400, "invalidValue")]
    [InlineData("PATCH", "Users/x", "{\"Operations\":[{}]}", 400, "invalidSyntax")]
    [InlineData("PATCH", "Users/x", "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"add\",\"value\":{}}]}", 404, null)]
    [InlineData("GET", "Users/nobody", null, 404, null)]
    [InlineData("GET", "Nonsense", null, 404, null)]
    [InlineData("PUT", "Users", "{}", 405, null)]
    [InlineData("POST", "Schemas", "{}", 405, null)]
    [InlineData("GET", "Me", null, 501, null)]
    public async Task Request_ThatCannotBeServed_IsAnsweredAsAnErrorOfTheRfc(string method, string path, string? body, int status, string? scimType)
    {
        using HttpResponseMessage response = await SendAsync(method, path, body);

        JsonObject error = await AssertErrorAsync(response, status);
        Assert.Equal(scimType, (string?)error["scimType"]);
    }

    [Fact]
    public async Task Request_WithoutAGoodToken_IsChallenged()
    {
        foreach (string? authorization in (string?[])[null, "Bearer", "Bearer x", "Basic eDp5", "Bearer scim_aaaaaaaaaaaaaaaaaaaaaaaa_" + new string('b', 49)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Client.BaseAddress + "Users"));
            using var nobody = new HttpClient();
            if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
            using HttpResponseMessage response = await nobody.SendAsync(request, Cancel);

            await AssertErrorAsync(response, 401);
            Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/nonsense/at/all")]
    [InlineData("/tenants/demo")]
    public async Task Request_OutsideOfScim_IsAnErrorOfTheRfcToo(string path)
    {
        using var nobody = new HttpClient();
        using HttpResponseMessage response = await nobody.GetAsync(new Uri(Client.BaseAddress!, path), Cancel);

        await AssertErrorAsync(response, 404);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_OverTheLimit_Is413(bool withLength)
    {
        using var content = new ByteArrayContent(new byte[9 << 20]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/scim+json");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Client.BaseAddress + "Users")) { Content = content };
        request.Headers.TransferEncodingChunked = !withLength;
        request.Headers.ExpectContinue = true;
        using HttpResponseMessage response = await Client.SendAsync(request, Cancel);

        await AssertErrorAsync(response, 413);
    }

    [Theory]
    [InlineData("text/plain", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("application/json; charset=utf-8", 201)]
    [InlineData("application/scim+json;charset=UTF-8", 201)]
    public async Task Body_OfATypeThatIsNoJson_Is415(string type, int status)
    {
        using var content = new StringContent($$"""{"userName":"{{Guid.NewGuid()}}"}""", Encoding.UTF8);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using HttpResponseMessage response = await Client.PostAsync(new Uri(Client.BaseAddress + "Users"), content, Cancel);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("text/html", 406)]
    [InlineData("application/xml, text/*;q=0.5", 406)]
    [InlineData("application/scim+json;q=0", 406)]
    [InlineData("application/json", 200)]
    [InlineData("application/scim+json, application/json", 200)]
    [InlineData("text/html, */*;q=0.1", 200)]
    public async Task Answer_ThatTheClientDoesNotTake_Is406(string accept, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Client.BaseAddress + "Users?count=1"));
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using HttpResponseMessage response = await Client.SendAsync(request, Cancel);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Head_AndOptions_TellWithoutABody()
    {
        using HttpResponseMessage get = await SendAsync("GET", "Users?count=1", null);
        using HttpResponseMessage head = await SendAsync("HEAD", "Users?count=1", null);
        using HttpResponseMessage options = await SendAsync("OPTIONS", "Users/x", null);

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal(HttpStatusCode.NoContent, options.StatusCode);
        Assert.Equal(["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"], options.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("gzip", DecompressionMethods.GZip)]
    [InlineData("br", DecompressionMethods.Brotli)]
    public async Task LongAnswer_ToAClientThatTakesIt_IsCompressed(string encoding, DecompressionMethods method)
    {
        using var handler = new HttpClientHandler();
        using var plain = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Client.BaseAddress + "Schemas"));
        request.Headers.Authorization = Client.DefaultRequestHeaders.Authorization;
        request.Headers.AcceptEncoding.ParseAdd(encoding);
        using HttpResponseMessage response = await plain.SendAsync(request, Cancel);
        using var unpacking = new HttpClient(new HttpClientHandler { AutomaticDecompression = method });
        unpacking.DefaultRequestHeaders.Authorization = Client.DefaultRequestHeaders.Authorization;

        Assert.Equal([encoding], response.Content.Headers.ContentEncoding);
        JsonNode schemas = JsonNode.Parse(await unpacking.GetStringAsync(new Uri(Client.BaseAddress + "Schemas"), Cancel))!;
        Assert.Equal(3, (int)schemas["totalResults"]!);
    }

    [Fact]
    public async Task Answer_OfAnyRequest_NamesTheRequestAndNoServer()
    {
        using HttpResponseMessage response = await SendAsync("GET", "Users?count=1", null);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Server"));
        Assert.True(response.Headers.Contains("X-Request-Id"));
    }

    private static async Task<JsonObject> AssertErrorAsync(HttpResponseMessage response, int status)
    {
        string body = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}: {body}");
        Assert.Equal("application/scim+json", response.Content.Headers.ContentType?.MediaType);
        JsonObject error = JsonNode.Parse(body)!.AsObject();
        Assert.Equal("urn:ietf:params:scim:api:messages:2.0:Error", (string?)Assert.Single(error["schemas"]!.AsArray()));
        Assert.Equal($"{status}", (string?)error["status"]);
        Assert.All(error, member => Assert.Contains(member.Key, (string[])["schemas", "status", "scimType", "detail"]));
        if (error["scimType"] is { } type) Assert.Contains((string)type!, Table9);
        return error;
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Client.BaseAddress + path));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/scim+json"));
        return await Client.SendAsync(request, Cancel);
    }
}
