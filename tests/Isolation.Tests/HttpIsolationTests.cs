using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Scim.Isolation.Tests;

/// <summary>Every route of the gateway below a Tenant URL, with the token of another tenant.</summary>
public sealed class HttpIsolationTests(TwoTenants system) : IClassFixture<TwoTenants>, IAsyncLifetime
{
    private const string Secret = "what only we know";
    private const string Root = "/tenants/{tenantId}/scim/v2";
    private static readonly HttpMethod[] Methods = [HttpMethod.Get, HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete];

    private string _user = "";
    private string _group = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        string name = Guid.NewGuid().ToString();
        _user = await CreateAsync(system.OurClient, "/scim/v2/Users", $$"""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{{name}}","displayName":"{{Secret}}"}""");
        _group = await CreateAsync(
            system.OurClient, "/scim/v2/Groups", $$"""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"{{Secret}} {{name}}","members":[{"value":"{{_user}}"}]}""");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Route_BelowOurTenantUrl_RefusesTheirToken()
    {
        foreach ((HttpMethod method, string path) in Requests(TwoTenants.Ours))
        {
            (HttpStatusCode status, string body) = await SendAsync(system.TheirClient, method, path);

            Assert.Equal((method, path, HttpStatusCode.Unauthorized), (method, path, status));
            Assert.DoesNotContain(Secret, body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Route_BelowTheirOwnTenantUrl_KnowsNothingOfOurIds()
    {
        string userBefore = await ReadAsync($"/scim/v2/Users/{_user}"), groupBefore = await ReadAsync($"/scim/v2/Groups/{_group}");
        foreach ((HttpMethod method, string path) in Requests(TwoTenants.Theirs))
        {
            (HttpStatusCode status, string body) = await SendAsync(system.TheirClient, method, path);

            Assert.DoesNotContain(Secret, body, StringComparison.Ordinal);
            if (path.Contains(_user, StringComparison.Ordinal) || path.Contains(_group, StringComparison.Ordinal))
            {
                Assert.True(status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed, $"{method} {path} answered {status}: {body}");
            }
        }

        Assert.Equal(userBefore, await ReadAsync($"/scim/v2/Users/{_user}"));
        Assert.Equal(groupBefore, await ReadAsync($"/scim/v2/Groups/{_group}"));
    }

    [Theory]
    [InlineData("/scim/v2/Groups?filter=members.value%20eq%20%22ID%22")]
    [InlineData("/scim/v2/Users?filter=id%20eq%20%22ID%22")]
    [InlineData("/scim/v2/Users?filter=manager.value%20eq%20%22ID%22")]
    [InlineData("/scim/v2/?filter=id%20eq%20%22ID%22")]
    public async Task Filter_OnOurIds_AnswersThemAsOnAnIdThatThereIsNot(string path)
    {
        (HttpStatusCode Status, string Body) ours = await SendAsync(system.TheirClient, HttpMethod.Get, path.Replace("ID", _user, StringComparison.Ordinal));
        (HttpStatusCode Status, string Body) nobody = await SendAsync(system.TheirClient, HttpMethod.Get, path.Replace("ID", Guid.NewGuid().ToString(), StringComparison.Ordinal));

        Assert.Equal(nobody, ours);
    }

    [Theory]
    [InlineData("/scim/v2/Groups", """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"x","members":[{"value":"ID"}]}""")]
    [InlineData("/scim/v2/Groups", """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"y","members":[{"value":"ID","type":"Group"}]}""")]
    public async Task Reference_ToOurIds_IsAnsweredAsOneToAnIdThatThereIsNot(string path, string body)
    {
        string nobodysId = Guid.NewGuid().ToString();
        foreach (string id in (string[])[_user, _group])
        {
            (HttpStatusCode Status, string Body) ours = await SendAsync(system.TheirClient, HttpMethod.Post, path, body.Replace("ID", id, StringComparison.Ordinal));
            (HttpStatusCode Status, string Body) nobody = await SendAsync(system.TheirClient, HttpMethod.Post, path, body.Replace("ID", nobodysId, StringComparison.Ordinal));

            Assert.Equal(HttpStatusCode.BadRequest, ours.Status);
            Assert.Equal((nobody.Status, nobody.Body.Replace(nobodysId, "ID", StringComparison.Ordinal)), (ours.Status, ours.Body.Replace(id, "ID", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Route_WithoutAToken_SaysNothing()
    {
        using var nobody = new HttpClient { BaseAddress = system.OurClient.BaseAddress };
        foreach ((HttpMethod method, string path) in Requests(TwoTenants.Ours))
        {
            (HttpStatusCode status, string body) = await SendAsync(nobody, method, path);

            Assert.Equal((method, path, HttpStatusCode.Unauthorized), (method, path, status));
            Assert.DoesNotContain(Secret, body, StringComparison.Ordinal);
        }
    }

    /// <summary>Every method on every route below a Tenant URL, with our ids in it.</summary>
    private List<(HttpMethod Method, string Path)> Requests(string tenantId)
    {
        string[] patterns = [.. system.Gateway.Services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Select(endpoint => endpoint.RoutePattern.RawText!)
            .Where(pattern => pattern.StartsWith(Root, StringComparison.Ordinal))
            .Distinct()];
        Assert.True(patterns.Length > 10, string.Join('\n', patterns));
        return [.. patterns.SelectMany(pattern => Methods.Select(method => (method, Path(pattern, tenantId))))];
    }

    private string Path(string pattern, string tenantId) => pattern
        .Replace("{tenantId}", tenantId, StringComparison.Ordinal)
        .Replace("/Groups/{id}", $"/Groups/{_group}", StringComparison.Ordinal)
        .Replace("{id}", _user, StringComparison.Ordinal)
        .Replace("{**rest}", "Users/" + _user, StringComparison.Ordinal);

    private async Task<string> ReadAsync(string path)
    {
        (HttpStatusCode status, string body) = await SendAsync(system.OurClient, HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, status);
        return body;
    }

    private static async Task<string> CreateAsync(HttpClient client, string path, string json)
    {
        (HttpStatusCode status, string body) = await SendAsync(client, HttpMethod.Post, path, json);
        Assert.True(status == HttpStatusCode.Created, body);
        return (string)JsonNode.Parse(body)!["id"]!;
    }

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpClient client, HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (method != HttpMethod.Get) request.Content = new StringContent(json ?? Body(method, path), Encoding.UTF8, new MediaTypeHeaderValue("application/scim+json"));
        using HttpResponseMessage response = await client.SendAsync(request, Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    private static string Body(HttpMethod method, string path)
    {
        if (method == HttpMethod.Patch) return """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"displayName","value":"taken"}]}""";
        if (path.EndsWith("/.search", StringComparison.Ordinal)) return """{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"count":100}""";
        return $$"""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{{Guid.NewGuid()}}","displayName":"{{Guid.NewGuid()}}"}""";
    }
}
