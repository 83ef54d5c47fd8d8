using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Callers;

namespace Scim.Isolation.Tests;

/// <summary>A flood of deletes stops where the connection's guard says, and goes on when an administrator lets it.</summary>
public sealed class DeletionGuardTests(TwoTenants system) : IClassFixture<TwoTenants>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ConnectionService.ConnectionServiceClient Connections => new(system.Invoker("scim.tokens.v1").As(
        new CallerAssertion { Kind = CallerKind.Operator, Scope = Scope.Write, Actor = "test" }, system.Keys));

    [Fact]
    public async Task Deletes_ManyAtOnce_StopExactlyAtTheGuard_AndGoOnWhenResumed()
    {
        using HttpClient client = await system.NewTenantAsync("flood", Cancel, new DeletionGuard { MaxDeletions = 10 });
        string[] ids = await CreateAsync(client, 30);

        HttpResponseMessage[] answers = await Task.WhenAll(ids.Select(id => client.DeleteAsync(Url($"Users/{id}"), Cancel)));

        Assert.Equal(10, answers.Count(answer => answer.StatusCode == HttpStatusCode.NoContent));
        Assert.All(answers.Where(answer => answer.StatusCode != HttpStatusCode.NoContent), answer =>
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
        });
        Assert.Equal(20, (int)(await ReadAsync(client, "Users?count=0"))["totalResults"]!);
        Connection held = await ConnectionOfAsync("flood");
        Assert.Equal((ConnectionState.Held, "More than 10 users were to be deleted or disabled within an hour."), (held.State, held.StateReason));

        await ResumeAsync(held);
        await UntilWrittenAsync(client);
        string left = (string)(await ReadAsync(client, "Users?count=1"))["Resources"]![0]!["id"]!;
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync(Url($"Users/{left}"), Cancel)).StatusCode);
    }

    [Fact]
    public async Task OnHold_ReadsGoOn_AndEveryChangeIsLater()
    {
        using HttpClient client = await system.NewTenantAsync("hold", Cancel, new DeletionGuard { MaxDeletions = 1 });
        string[] ids = await CreateAsync(client, 3);
        await client.DeleteAsync(Url($"Users/{ids[0]}"), Cancel);
        await client.DeleteAsync(Url($"Users/{ids[1]}"), Cancel);
        while ((await SendAsync(client, HttpMethod.Patch, $"Users/{ids[2]}", Patch("title", "\"x\""))).StatusCode == HttpStatusCode.OK) await Task.Delay(20, Cancel);

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(Url($"Users/{ids[2]}"), Cancel)).StatusCode);
        HttpResponseMessage created = await SendAsync(client, HttpMethod.Post, "Users", """{"userName":"later@example.com"}""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, created.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(5), created.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task Share_OfTheUsers_StopsAtItsPercent()
    {
        using HttpClient client = await system.NewTenantAsync("share", Cancel, new DeletionGuard { MaxPercent = 20 });
        string[] ids = await CreateAsync(client, 10);

        HttpStatusCode[] answers = [await DeleteAsync(client, ids[0]), await DeleteAsync(client, ids[1])];

        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.ServiceUnavailable], answers); // 2 of the 9 that are left are more than 20 percent
    }

    [Theory]
    [InlineData("PATCH", """{"op":"Replace","path":"active","value":"False"}""")]
    [InlineData("PATCH", """{"op":"replace","value":{"active":false,"title":"gone"}}""")]
    [InlineData("PATCH", """{"op":"add","path":"urn:ietf:params:scim:schemas:core:2.0:User:active","value":false}""")]
    [InlineData("PUT", """{"userName":"put@example.com","active":false}""")]
    public async Task Disabling_InEachWay_CountsAsDeleting(string method, string content)
    {
        using HttpClient client = await system.NewTenantAsync($"t{Guid.NewGuid():N}", Cancel, new DeletionGuard { MaxDeletions = 1 });
        string[] ids = await CreateAsync(client, 2);
        string body = method == "PUT" ? content : $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{{content}}]}""";

        HttpResponseMessage first = await SendAsync(client, new HttpMethod(method), $"Users/{ids[0]}", body);
        HttpStatusCode second = await DeleteAsync(client, ids[1]);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (first.StatusCode, second));
    }

    [Fact]
    public async Task Groups_AndWhateverDisablesNobody_AreNotCounted()
    {
        using HttpClient client = await system.NewTenantAsync("free", Cancel, new DeletionGuard { MaxDeletions = 1 });
        string[] ids = await CreateAsync(client, 1);
        for (int i = 0; i < 3; i++)
        {
            using HttpResponseMessage created = await SendAsync(client, HttpMethod.Post, "Groups", $$"""{"displayName":"g{{i}}"}""");
            string group = (string)JsonNode.Parse(await created.Content.ReadAsStringAsync(Cancel))!["id"]!;
            Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync(Url($"Groups/{group}"), Cancel)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(client, HttpMethod.Patch, $"Users/{ids[0]}", Patch("active", "true"))).StatusCode);
        }

        Assert.Equal(ConnectionState.Active, (await ConnectionOfAsync("free")).State);
    }

    private static Uri Url(string path) => new("/scim/v2/" + path, UriKind.Relative);

    private static string Patch(string path, string value) =>
        $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"{{path}}","value":{{value}}}]}""";

    private static async Task<HttpStatusCode> DeleteAsync(HttpClient client, string id)
    {
        using HttpResponseMessage response = await client.DeleteAsync(Url($"Users/{id}"), Cancel);
        return response.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, string json)
    {
        using var request = new HttpRequestMessage(method, Url(path))
        {
            Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/scim+json")),
        };
        return await client.SendAsync(request, Cancel);
    }

    private static async Task<JsonNode> ReadAsync(HttpClient client, string path) => JsonNode.Parse(await client.GetStringAsync(Url(path), Cancel))!;

    private static async Task<string[]> CreateAsync(HttpClient client, int count)
    {
        var ids = new List<string>();
        for (int i = 0; i < count; i++)
        {
            using HttpResponseMessage created = await SendAsync(client, HttpMethod.Post, "Users", $$"""{"userName":"u{{i}}@example.com"}""");
            ids.Add((string)JsonNode.Parse(await created.Content.ReadAsStringAsync(Cancel))!["id"]!);
        }

        return [.. ids];
    }

    // Gateways hear of it within a second.
    private static async Task UntilWrittenAsync(HttpClient client)
    {
        while ((await SendAsync(client, HttpMethod.Post, "Groups", """{"displayName":"again"}""")).StatusCode != HttpStatusCode.Created) await Task.Delay(20, Cancel);
    }

    private async Task<Connection> ConnectionOfAsync(string tenantId) =>
        (await Connections.ListConnectionsAsync(new ListConnectionsRequest { TenantId = tenantId }, cancellationToken: Cancel)).Connections.Single();

    private async Task ResumeAsync(Connection connection) => await Connections.ResumeConnectionAsync(
        new ResumeConnectionRequest { TenantId = connection.TenantId, Id = connection.Id, RequestId = Guid.NewGuid().ToString() }, cancellationToken: Cancel);
}
