using System.Net;
using System.Text.Json.Nodes;

namespace Scim.Extensions.Tests;

/// <summary>A tenant's own attributes of groups over HTTP.</summary>
public sealed class GroupExtensionTests(ExtendedTenants tenants) : IClassFixture<ExtendedTenants>
{
    private const string Cost = ExtendedTenants.Cost;

    [Fact]
    public async Task Group_WithAnExtension_LivesAsAUserDoes()
    {
        ExtendedTenant tenant = await tenants.NewAsync(ExtendedTenants.Extension(
            """{"name":"code","required":true},{"name":"owners","multiValued":true},{"name":"budget","type":"decimal"}""", Cost, "Group", "code"));
        string user = (string)(await tenant.PostAsync("Users", """{"userName":"u"}"""))["id"]!;
        JsonObject created = await tenant.PostAsync("Groups", $$$$"""
            {"displayName":"g","members":[{"value":"{{{{user}}}}"}],"{{{{Cost}}}}":{"code":"C-1","owners":["a"],"budget":1.5}}
            """);
        await tenant.PostAsync("Groups", """{"displayName":"h"}""");
        string path = $"Groups/{created["id"]}";

        await tenant.PatchAsync(path, $$$"""[{"op":"add","path":"{{{Cost}}}:owners","value":["b"]},{"op":"replace","value":{"{{{Cost}}}:budget":2}}]""", HttpStatusCode.NoContent);

        JsonObject read = await tenant.GetAsync(path);
        Assert.Equal("""{"code":"C-1","owners":["a"],"budget":1.5}""", created[Cost]!.ToJsonString());
        Assert.Equal("""{"code":"C-1","owners":["a","b"],"budget":2}""", read[Cost]!.ToJsonString());
        Assert.Contains(Cost, read["schemas"]!.AsArray().Select(urn => (string)urn!));
        Assert.Equal(user, (string)read["members"]![0]!["value"]!);
        Assert.Equal(read.ToJsonString(), (await tenant.GetAsync("Groups"))["Resources"]!.AsArray().Single(group => (string)group!["displayName"]! == "g")!.ToJsonString());
        Assert.Equal(["g"], await tenant.NamesAsync($"Groups?filter={Cost}:code eq \"c-1\""));
        Assert.Equal(["g"], await tenant.NamesAsync($"Groups?filter=members.value eq \"{user}\" and {Cost}:budget gt 1"));
        Assert.Equal(["g", "h"], await tenant.NamesAsync($"Groups?sortBy={Cost}:code"));
        Assert.Equal("schemas,id," + Cost, string.Join(',', (await tenant.GetAsync($"{path}?attributes={Cost}:code")).Select(item => item.Key)));
        await tenant.PatchAsync(path, $$"""[{"op":"remove","path":"{{Cost}}:code"}]""", HttpStatusCode.BadRequest);
        JsonObject put = await tenant.SendAsync(HttpMethod.Put, path, HttpStatusCode.OK, $$$$"""{"displayName":"g","{{{{Cost}}}}":{"code":"C-2"}}""");
        Assert.Equal("""{"code":"C-2"}""", put[Cost]!.ToJsonString());
        Assert.Contains(Cost, (await tenant.GetAsync("ResourceTypes/Group"))["schemaExtensions"]!.AsArray().Select(item => (string)item!["schema"]!));
    }
}
