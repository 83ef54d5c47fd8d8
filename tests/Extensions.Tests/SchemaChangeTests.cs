using System.Net;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Scim.Protos.Common.V1;
using Scim.Protos.Users.V1;

namespace Scim.Extensions.Tests;

/// <summary>What happens to stored values, and to those who read them, while schemas differ, change and are forgotten.</summary>
public sealed class SchemaChangeTests(ExtendedTenants tenants) : IClassFixture<ExtendedTenants>
{
    private const string Hr = ExtendedTenants.Hr;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tenants_WithTheSameUrn_HaveEachItsOwnAttributes()
    {
        ExtendedTenant red = await tenants.NewAsync(ExtendedTenants.Extension("""{"name":"badge"}"""));
        ExtendedTenant blue = await tenants.NewAsync(ExtendedTenants.Extension("""{"name":"badge","type":"integer"},{"name":"team"}"""));
        string body = $$$$"""{"userName":"u","{{{{Hr}}}}":{"badge":"7","team":"x"}}""";

        JsonObject ofRed = await red.PostAsync("Users", body), ofBlue = await blue.PostAsync("Users", body);

        Assert.Equal("""{"badge":"7"}""", ofRed[Hr]!.ToJsonString());
        Assert.Equal("""{"badge":7,"team":"x"}""", ofBlue[Hr]!.ToJsonString());
        Assert.Equal(["u"], await blue.NamesAsync($"Users?filter={Hr}:team eq \"X\" and {Hr}:badge gt 6"));
        await red.SendAsync(HttpMethod.Get, $"Users?filter={Hr}:team eq \"x\"", HttpStatusCode.BadRequest);
        Assert.Empty(await red.NamesAsync($"Users?filter={Hr}:badge eq \"07\""));
        Assert.Equal(["u"], await blue.NamesAsync($"Users?filter={Hr}:badge eq \"7\""));
        Assert.Single((await red.GetAsync($"Schemas/{Hr}"))["attributes"]!.AsArray());
    }

    [Fact]
    public async Task Attribute_AddedLater_IsUsedByOldAndNewUsers()
    {
        ExtendedTenant tenant = await tenants.NewAsync(ExtendedTenants.Extension("""{"name":"badge"}"""));
        string old = (string)(await tenant.PostAsync("Users", $$$$"""{"userName":"old","{{{{Hr}}}}":{"badge":"1","team":"lost"}}"""))["id"]!;

        await tenant.ReplaceSchemaAsync(ExtendedTenants.Extension("""{"name":"badge"},{"name":"team"}""", indexed: ["badge", "team"]));

        await tenant.PostAsync("Users", $$$$"""{"userName":"new","{{{{Hr}}}}":{"badge":"1","team":"A"}}""");
        Assert.Equal("""{"badge":"1"}""", (await tenant.GetAsync($"Users/{old}"))[Hr]!.ToJsonString());
        Assert.Equal(["new", "old"], (await tenant.NamesAsync($"Users?filter={Hr}:badge eq \"1\"")).Order());
        await tenant.PatchAsync($"Users/{old}", $$"""[{"op":"add","path":"{{Hr}}:team","value":"A"}]""");
        Assert.Equal(["new", "old"], (await tenant.NamesAsync($"Users?filter={Hr}:team eq \"a\"")).Order());
    }

    [Fact]
    public async Task Change_ThatTightens_IsRefusedAndChangesNothing()
    {
        ExtendedTenant tenant = await tenants.NewAsync(ExtendedTenants.Extension("""{"name":"badge"}"""));
        JsonObject user = await tenant.PostAsync("Users", $$$$"""{"userName":"u","{{{{Hr}}}}":{"badge":"x"}}""");

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => tenant.ReplaceSchemaAsync(ExtendedTenants.Extension("""{"name":"badge","type":"integer","required":true}""")));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Equal(user.ToJsonString(), (await tenant.GetAsync($"Users/{user["id"]}")).ToJsonString());
        Assert.Equal("string", (string)(await tenant.GetAsync($"Schemas/{Hr}"))["attributes"]![0]!["type"]!);
    }

    [Fact]
    public async Task Sender_ThatKnowsNoSchemas_LeavesValuesAsTheyAre()
    {
        ExtendedTenant tenant = await tenants.NewAsync(ExtendedTenants.Extension("""{"name":"badge"}"""));
        string id = (string)(await tenant.PostAsync("Users", $$$$"""{"userName":"u","{{{{Hr}}}}":{"badge":"x"}}"""))["id"]!;
        var users = new UserService.UserServiceClient(tenants.Invoker("scim.users.v1"));
        var replace = new ReplaceUserRequest { TenantId = tenant.Id, Id = id, RequestId = "r1", User = new User { UserName = "u", Title = "T" } };

        await users.ReplaceUserAsync(replace, cancellationToken: Cancel);

        JsonObject kept = await tenant.GetAsync($"Users/{id}");
        Assert.Equal(("x", "T"), ((string)kept[Hr]!["badge"]!, (string)kept["title"]!));
        replace.User.Extensions.Add(new ExtensionValue { Urn = Hr, ValueJson = ByteString.CopyFromUtf8("""{"badge":"y"}""") });
        replace.RequestId = "r2";
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(() => users.ReplaceUserAsync(replace, cancellationToken: Cancel).ResponseAsync)).StatusCode);
        replace.SchemaVersion = 1;
        await users.ReplaceUserAsync(replace, cancellationToken: Cancel);
        Assert.Equal("y", (string)(await tenant.GetAsync($"Users/{id}"))[Hr]!["badge"]!);
    }

    [Fact]
    public async Task Feed_OfUsers_TellsValuesOfExtensions()
    {
        ExtendedTenant tenant = await tenants.NewAsync(ExtendedTenants.Extension("""{"name":"badge"}"""));
        await tenant.PostAsync("Users", $$$$"""{"userName":"u","{{{{Hr}}}}":{"badge":"x"}}""");
        var users = new UserService.UserServiceClient(tenants.Invoker("scim.users.v1", CallerKind.Product));
        var watch = new WatchUsersRequest { TenantId = tenant.Id, Start = FeedStart.Snapshot };

        using AsyncServerStreamingCall<WatchUsersResponse> feed = users.WatchUsers(watch, cancellationToken: Cancel);
        WatchUsersResponse told = await feed.ResponseStream.ReadAllAsync(Cancel).FirstAsync(item => item.Change is not null, Cancel);

        ExtensionValue value = Assert.Single(told.Change.User.Extensions);
        Assert.Equal((Hr, """{"badge":"x"}"""), (value.Urn, value.ValueJson.ToStringUtf8()));
    }
}
