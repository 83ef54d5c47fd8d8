using System.Net;
using System.Text;
using Grpc.Core;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Callers;
using Scim.Tests.Shared;

namespace Scim.Isolation.Tests;

/// <summary>What the deletion of a tenant leaves, in all three databases, and what it leaves of others.</summary>
public sealed class TenantRemovalTests : IAsyncLifetime
{
    // Which tenants there were, that one of them is gone, and who did it.
    private static readonly string[] Kept = ["tenants", "tenant_removals", "removed_tenants", "audit"];

    private InProcessSystem _system = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TenantService.TenantServiceClient Tenants => new(_system.Invoker("scim.tokens.v1").As(
        new CallerAssertion { Kind = CallerKind.Operator, Scope = Scope.Write, Actor = "test" }, _system.Keys));

    public async ValueTask InitializeAsync()
    {
        Environment.SetEnvironmentVariable("SCIM_Removal__Settling", "00:00:01");
        _system = await InProcessSystem.StartAsync(Cancel);
    }

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    [Fact]
    public async Task Deletion_OfATenant_RemovesAllItHasAndNothingOfOthers()
    {
        using HttpClient gone = await FilledAsync("gone"), stays = await FilledAsync("stays");
        using var client = new MongoClient(_system.Mongo);
        Dictionary<string, long> before = await CountsAsync(client, "stays");
        Assert.True((await CountsAsync(client, "gone")).Count > 10);

        await Tenants.DeleteTenantAsync(new DeleteTenantRequest { TenantId = "gone", RequestId = "delete" }, cancellationToken: Cancel);
        while (await StatusAsync(gone) != HttpStatusCode.Unauthorized) await Task.Delay(20, Cancel);
        Tenant tenant = await EndAsync("gone");

        Assert.NotNull(tenant.Removal.Finished);
        Assert.Equal("", tenant.DisplayName);
        Assert.Equal(3, Part(tenant, "users").Removed);
        Assert.Equal(3, Part(tenant, "users").Total);
        Assert.Equal(2, Part(tenant, "memberships").Removed);
        Assert.Equal(1, Part(tenant, "groups").Removed);
        Assert.DoesNotContain((await CountsAsync(client, "gone")).Keys, name => !Kept.Contains(name.Split('.')[1]));
        Dictionary<string, long> after = await CountsAsync(client, "stays");
        Assert.All(before.Where(pair => !Passing(pair.Key)), pair => Assert.Equal(pair.Value, after.GetValueOrDefault(pair.Key)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(stays));
    }

    [Fact]
    public async Task Tenant_ThatIsDeleted_IsListedOnlyWhereAskedForAndTakesNothingMore()
    {
        using HttpClient client = await FilledAsync("past");
        await Tenants.DeleteTenantAsync(new DeleteTenantRequest { TenantId = "past", RequestId = "1" }, cancellationToken: Cancel);
        await EndAsync("past");

        ListTenantsResponse shown = await Tenants.ListTenantsAsync(new ListTenantsRequest(), cancellationToken: Cancel);
        ListTenantsResponse all = await Tenants.ListTenantsAsync(new ListTenantsRequest { ShowDeleted = true }, cancellationToken: Cancel);
        Assert.DoesNotContain(shown.Tenants, tenant => tenant.Id == "past");
        Assert.Contains(all.Tenants, tenant => tenant.Id == "past");
        await RefusedAsync(Tenants.CreateTenantAsync(new CreateTenantRequest { TenantId = "past", RequestId = "2", Tenant = new Tenant { DisplayName = "x" } }, cancellationToken: Cancel));
        await RefusedAsync(Tenants.ResumeTenantAsync(new ResumeTenantRequest { TenantId = "past", RequestId = "3" }, cancellationToken: Cancel));
        await Tenants.DeleteTenantAsync(new DeleteTenantRequest { TenantId = "past", RequestId = "4" }, cancellationToken: Cancel);
        Assert.Equal(TenantState.Deleted, (await Tenants.GetTenantAsync(new GetTenantRequest { TenantId = "past" }, cancellationToken: Cancel)).Tenant.State);
    }

    // Counted or told by a clock of their own.
    private static bool Passing(string name) => name.Split('.')[1] is "token_uses" or "activity" or "activity_counts" or "users_totals" or "groups_totals" or "known_subjects" or "audit";

    private static RemovedPart Part(Tenant tenant, string kind) => tenant.Removal.Parts.Single(part => part.Kind == kind);

    private static async Task RefusedAsync<T>(AsyncUnaryCall<T> call) =>
        Assert.Equal(StatusCode.AlreadyExists, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri("/scim/v2/Users", UriKind.Relative), Cancel);
        return response.StatusCode;
    }

    private static async Task<string> PostAsync(HttpClient client, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/scim+json");
        using HttpResponseMessage response = await client.PostAsync(new Uri(path, UriKind.Relative), content, Cancel);
        string body = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.StatusCode == HttpStatusCode.Created, body);
        return (string)System.Text.Json.Nodes.JsonNode.Parse(body)!["id"]!;
    }

    /// <summary>How many documents of each collection name the tenant.</summary>
    private static async Task<Dictionary<string, long>> CountsAsync(MongoClient client, string tenantId)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string database in (string[])["scim_users", "scim_groups", "scim_tokens"])
        {
            foreach (string name in await (await client.GetDatabase(database).ListCollectionNamesAsync(cancellationToken: Cancel)).ToListAsync(Cancel))
            {
                List<BsonDocument> documents = await client.GetDatabase(database).GetCollection<BsonDocument>(name).Find(new BsonDocument()).ToListAsync(Cancel);
                int found = documents.Count(document => Names(document, tenantId));
                if (found > 0) counts[$"{database}.{name}"] = found;
            }
        }

        return counts;
    }

    private static bool Names(BsonValue value, string tenantId) => value switch
    {
        BsonDocument document => document.Values.Any(inner => Names(inner, tenantId)),
        BsonArray array => array.Any(inner => Names(inner, tenantId)),
        BsonString text => text.Value == tenantId || text.Value.StartsWith(tenantId + ":", StringComparison.Ordinal),
        _ => false,
    };

    private async Task<HttpClient> FilledAsync(string tenantId)
    {
        var connection = new Connection { DisplayName = "x", ClientProfile = ClientProfile.Entra, DeletionGuard = new DeletionGuard { MaxDeletions = 100 } };
        HttpClient client = InProcessSystem.Client(await _system.NewTenantAsync(tenantId, connection, Cancel), _system.Address);
        var ids = new List<string>();
        foreach (string name in (string[])["a", "b", "c"]) ids.Add(await PostAsync(client, "/scim/v2/Users", $$"""{"userName":"{{name}}","displayName":"{{name}}"}"""));
        await PostAsync(client, "/scim/v2/Groups", $$"""{"displayName":"g","members":[{"value":"{{ids[0]}}"},{"value":"{{ids[1]}}"}]}""");
        using HttpResponseMessage deleted = await client.DeleteAsync(new Uri($"/scim/v2/Users/{ids[2]}", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        return client;
    }

    private async Task<Tenant> EndAsync(string tenantId)
    {
        while (true)
        {
            Tenant tenant = (await Tenants.GetTenantAsync(new GetTenantRequest { TenantId = tenantId }, cancellationToken: Cancel)).Tenant;
            if (tenant.State == TenantState.Deleted) return tenant;
            await Task.Delay(50, Cancel);
        }
    }
}
