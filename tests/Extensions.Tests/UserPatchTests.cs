using System.Net;
using System.Text.Json.Nodes;
using Scim.Protos.Tokens.V1;
using Scim.Protos.Users.V1;

namespace Scim.Extensions.Tests;

/// <summary>PATCH of a tenant's own attributes, in every form of path, and what the last change says of it.</summary>
public sealed class UserPatchTests(ExtendedTenants tenants) : IClassFixture<ExtendedTenants>, IAsyncLifetime
{
    private const string Hr = ExtendedTenants.Hr;

    private static readonly SchemaExtension Definition = ExtendedTenants.Extension("""
        {"name":"badge","required":true},{"name":"grade","type":"integer"},{"name":"number","mutability":"immutable"},{"name":"rank","mutability":"readOnly"},{"name":"skills","multiValued":true},
        {"name":"office","type":"complex","subAttributes":[{"name":"city"},{"name":"floor","type":"integer"}]},
        {"name":"projects","type":"complex","multiValued":true,"subAttributes":[{"name":"value"},{"name":"type"},{"name":"primary","type":"boolean"}]}
        """);

    private ExtendedTenant _tenant = null!;
    private string _user = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _tenant = await tenants.NewAsync(Definition);
        _user = (string)(await _tenant.PostAsync("Users", $$$$"""
            {"userName":"u","{{{{Hr}}}}":{"badge":"B","number":"1","skills":["Go"],"office":{"city":"Oslo","floor":3},"projects":[{"value":"Apollo","type":"lead","primary":true},{"value":"Gemini"}]}}
            """))["id"]!;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("""{"op":"replace","path":"URN:badge","value":"C"}""", "badge", "\"C\"", "URN:badge")]
    [InlineData("""{"op":"Add","path":"URN:grade","value":"8"}""", "grade", "8", "URN:grade")]
    [InlineData("""{"op":"replace","path":"badge","value":"C"}""", "badge", "\"C\"", "URN:badge")]
    [InlineData("""{"op":"replace","value":{"URN:grade":9}}""", "grade", "9", "URN:grade")]
    [InlineData("""{"op":"replace","value":{"URN":{"grade":9}}}""", "grade", "9", "URN:grade")]
    [InlineData("""{"op":"replace","value":{"URN:office.city":"Rome"}}""", "office", """{"city":"Rome","floor":3}""", "URN:office.city")]
    [InlineData("""{"op":"replace","path":"URN","value":{"grade":9}}""", "grade", "9", "URN:grade")]
    [InlineData("""{"op":"add","path":"URN:skills","value":["C#"]}""", "skills", """["Go","C#"]""", "URN:skills")]
    [InlineData("""{"op":"remove","path":"URN:office.floor"}""", "office", """{"city":"Oslo"}""", "URN:office.floor")]
    [InlineData("""{"op":"replace","path":"URN:office","value":{"city":"Rome"}}""", "office", """{"city":"Rome","floor":3}""", "URN:office.city")]
    [InlineData("""{"op":"replace","path":"URN:projects[value eq \"Gemini\"].type","value":"member"}""", "projects", """[{"value":"Apollo","type":"lead","primary":true},{"value":"Gemini","type":"member"}]""", "URN:projects")]
    [InlineData("""{"op":"replace","path":"URN:projects[type eq \"new\"].value","value":"Skylab"}""", "projects", """[{"value":"Apollo","type":"lead","primary":true},{"value":"Gemini"},{"value":"Skylab","type":"new"}]""", "URN:projects")]
    [InlineData("""{"op":"add","path":"URN:projects","value":[{"value":"Skylab","primary":true}]}""", "projects", """[{"value":"Apollo","type":"lead","primary":false},{"value":"Gemini"},{"value":"Skylab","primary":true}]""", "URN:projects")]
    [InlineData("""{"op":"remove","path":"URN:projects[value eq \"apollo\"]"}""", "projects", """[{"value":"Gemini"}]""", "URN:projects")]
    [InlineData("""{"op":"replace","path":"URN:skills","value":""}""", "skills", null, "URN:skills")]
    public async Task Patch_OfAnExtension_ChangesWhatItNames(string operation, string attribute, string? value, string changed)
    {
        JsonObject patched = await _tenant.PatchAsync($"Users/{_user}", $"[{operation.Replace("URN", Hr, StringComparison.Ordinal)}]");

        Assert.Equal(value, patched[Hr]![attribute]?.ToJsonString());
        Assert.Equal(patched.ToJsonString(), (await _tenant.GetAsync($"Users/{_user}")).ToJsonString());
        Assert.Equal([changed.Replace("URN", Hr, StringComparison.Ordinal)], (await ReadAsync()).LastChange.ChangedPaths);
    }

    [Fact]
    public async Task Patch_ThatChangesNothing_KeepsTheVersion()
    {
        JsonObject before = await _tenant.GetAsync($"Users/{_user}");

        JsonObject after = await _tenant.PatchAsync($"Users/{_user}", $$"""[{"op":"replace","path":"{{Hr}}:badge","value":"B"},{"op":"add","path":"{{Hr}}:skills","value":["Go"]}]""");

        Assert.Equal(before.ToJsonString(), after.ToJsonString());
    }

    [Theory]
    [InlineData("""{"op":"remove","path":"URN:badge"}""", "mutability")]
    [InlineData("""{"op":"replace","path":"URN:number","value":"2"}""", "mutability")]
    [InlineData("""{"op":"replace","path":"URN:rank","value":"2"}""", "mutability")]
    [InlineData("""{"op":"replace","path":"URN:nothing","value":"2"}""", "invalidPath")]
    [InlineData("""{"op":"replace","path":"URN:grade","value":"high"}""", "invalidValue")]
    [InlineData("""{"op":"replace","path":"URN:projects[value eq \"Mir\"]","value":{"type":"x"}}""", "noTarget")]
    public async Task Patch_ThatMayNotBe_ChangesNothing(string operation, string type)
    {
        JsonObject before = await _tenant.GetAsync($"Users/{_user}");

        JsonObject error = await _tenant.PatchAsync(
            $"Users/{_user}", $$"""[{"op":"replace","path":"displayName","value":"x"},{{operation.Replace("URN", Hr, StringComparison.Ordinal)}}]""", HttpStatusCode.BadRequest);

        Assert.Equal(type, (string)error["scimType"]!);
        Assert.Equal(before.ToJsonString(), (await _tenant.GetAsync($"Users/{_user}")).ToJsonString());
    }

    [Fact]
    public async Task Patch_ThatRemovesTheExtension_LeavesNothingOfIt()
    {
        JsonObject patched = await _tenant.PatchAsync($"Users/{_user}", $$"""[{"op":"remove","path":"{{Hr}}"}]""");

        Assert.False(patched.ContainsKey(Hr));
        Assert.Equal(["urn:ietf:params:scim:schemas:core:2.0:User"], patched["schemas"]!.AsArray().Select(urn => (string)urn!));
    }

    private async Task<User> ReadAsync()
    {
        var users = new UserService.UserServiceClient(tenants.Invoker("scim.users.v1"));
        return (await users.GetUserAsync(new GetUserRequest { TenantId = _tenant.Id, Id = _user }, cancellationToken: Cancel)).User;
    }
}
