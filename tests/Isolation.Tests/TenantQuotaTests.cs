using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Callers;

namespace Scim.Isolation.Tests;

/// <summary>How many users and groups a tenant may have.</summary>
public sealed class TenantQuotaTests(TwoTenants system) : IClassFixture<TwoTenants>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Users", "userName")]
    [InlineData("Groups", "displayName")]
    public async Task Create_BeyondTheLimit_Is403UntilThereIsRoomAgain(string endpoint, string name)
    {
        using HttpClient client = await TenantAsync(limit: 2);
        string first = await CreatedAsync(client, endpoint, name);
        await CreatedAsync(client, endpoint, name);

        (HttpStatusCode status, JsonNode body) = await CreateAsync(client, endpoint, name);
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Equal("403", (string?)body["status"]);
        Assert.Contains("as many as it may have", (string?)body["detail"], StringComparison.Ordinal);

        using HttpResponseMessage gone = await client.DeleteAsync($"/scim/v2/{endpoint}/{first}", Cancel);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        await CreatedAsync(client, endpoint, name);
        Assert.Equal(HttpStatusCode.Forbidden, (await CreateAsync(client, endpoint, name)).Status);
    }

    [Fact]
    public async Task Create_InABulkBeyondTheLimit_Is403ForThatOperation()
    {
        using HttpClient client = await TenantAsync(limit: 1);
        await CreatedAsync(client, "Users", "userName");
        using var content = new StringContent(
            """
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[
              {"method":"POST","path":"/Users","bulkId":"a","data":{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"beyond"}}]}
            """,
            Encoding.UTF8,
            "application/scim+json");
        using HttpResponseMessage answer = await client.PostAsync("/scim/v2/Bulk", content, Cancel);

        JsonNode body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal("403", (string?)body["Operations"]![0]!["status"]);
    }

    [Fact]
    public async Task Create_OfManyAtOnce_KeepsWhatWasAcknowledgedAndRefusesTheRest()
    {
        const int Limit = 20, Clients = 8, Each = 10;
        using HttpClient client = await TenantAsync(Limit);
        int[] created = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            int mine = 0;
            for (int i = 0; i < Each; i++) if ((await CreateAsync(client, "Users", "userName")).Status == HttpStatusCode.Created) mine++;
            return mine;
        }));

        Assert.InRange(created.Sum(), Limit, Limit + Clients - 1);
        JsonNode list = JsonNode.Parse(await client.GetStringAsync("/scim/v2/Users?count=0", Cancel))!;
        Assert.Equal(created.Sum(), (int)list["totalResults"]!);
    }

    [Fact]
    public async Task Limit_ThatIsRaised_CountsSoon()
    {
        string tenant = NewTenant();
        using HttpClient client = await TenantAsync(limit: 1, tenant);
        await CreatedAsync(client, "Users", "userName");
        Assert.Equal(HttpStatusCode.Forbidden, (await CreateAsync(client, "Users", "userName")).Status);

        await LimitAsync(tenant, 2);

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(Patience);
        while ((await CreateAsync(client, "Users", "userName")).Status != HttpStatusCode.Created) await Task.Delay(50, patience.Token);
    }

    private static string NewTenant() => $"q{Guid.NewGuid():N}"[..20];

    private async Task<HttpClient> TenantAsync(long limit, string? tenant = null)
    {
        tenant ??= NewTenant();
        HttpClient client = await system.NewTenantAsync(tenant, Cancel);
        await LimitAsync(tenant, limit);
        return client;
    }

    private async Task LimitAsync(string tenant, long limit) =>
        await new TenantService.TenantServiceClient(system.Invoker("scim.tokens.v1").As(
            new CallerAssertion { Kind = CallerKind.Operator, Scope = Scope.Write, Actor = "test" }, system.Keys)).UpdateTenantAsync(
            new UpdateTenantRequest
            {
                TenantId = tenant,
                RequestId = Guid.NewGuid().ToString(),
                Tenant = new Tenant { Limits = new TenantLimits { MaxUsers = limit, MaxGroups = limit } },
                UpdateMask = new FieldMask { Paths = { "limits" } },
            },
            cancellationToken: Cancel);

    private static async Task<string> CreatedAsync(HttpClient client, string endpoint, string name)
    {
        (HttpStatusCode status, JsonNode body) = await CreateAsync(client, endpoint, name);
        Assert.True(status == HttpStatusCode.Created, body.ToJsonString());
        return (string)body["id"]!;
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> CreateAsync(HttpClient client, string endpoint, string name)
    {
        using var content = new StringContent(
            $$"""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:{{endpoint[..^1]}}"],"{{name}}":"{{Guid.NewGuid()}}"}""", Encoding.UTF8, "application/scim+json");
        using HttpResponseMessage answer = await client.PostAsync($"/scim/v2/{endpoint}", content, Cancel);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!);
    }
}
