using System.Net;
using System.Text.Json.Nodes;

namespace Scim.Standalone.Tests;

/// <summary>A group's life as Entra's provisioning service drives it.</summary>
public sealed class EntraGroupDayTests(StandaloneFixture fixture) : IClassFixture<StandaloneFixture>
{
    private HttpClient Client => fixture.Instance.Client;

    [Fact]
    public async Task Create_ThenLookup_FindsTheGroupWithoutMembers()
    {
        string id = (string)(await Client.PostAsync("Groups", """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group","http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
             "externalId":"8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159","displayName":"Lookup","meta":{"resourceType":"Group"}}
            """))["id"]!;

        JsonObject list = await Client.ReadAsync("Groups?excludedAttributes=members&filter=displayName eq \"LOOKUP\"");

        Assert.Equal(id, (string?)list["Resources"]![0]!["id"]);
        Assert.Null(list["Resources"]![0]!["members"]);
        Assert.Equal([id], await Client.FindAsync("Groups?filter=externalId eq \"8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159\""));
    }

    [Fact]
    public async Task Members_AddedAndRemovedInEachShape_AreThoseThatRemain()
    {
        string group = await CreateGroupAsync("Shapes");
        string[] users = [await CreateUserAsync("s1"), await CreateUserAsync("s2"), await CreateUserAsync("s3"), await CreateUserAsync("s4")];

        await PatchAsync(group, $$"""[{"op":"Add","path":"members","value":[{"$ref":null,"value":"{{users[0]}}"},{"$ref":null,"value":"{{users[1]}}"}]}]""");
        await PatchAsync(group, $$"""[{"op":"Add","path":"members[value eq \"{{users[2]}}\"]"}]""");
        await PatchAsync(group, $$"""[{"op":"add","path":"members","value":"{{users[3]}}"}]""");
        await PatchAsync(group, $$"""[{"op":"Remove","path":"members","value":[{"$ref":null,"value":"{{users[1]}}"}]}]""");
        await PatchAsync(group, $$"""[{"op":"remove","path":"members[value eq \"{{users[2]}}\"]"}]""");

        JsonArray members = (await Client.ReadAsync($"Groups/{group}"))["members"]!.AsArray();
        Assert.Equal(new[] { users[0], users[3] }.Order(), members.Select(member => (string)member!["value"]!).Order());
        Assert.All(members, member => Assert.Equal("User", (string?)member!["type"]));
        Assert.All(members, member => Assert.Equal($"{fixture.Instance.TenantUrl}/Users/{member!["value"]}", (string?)member["$ref"]));
    }

    [Fact]
    public async Task Members_AddedAgain_ChangeNothing()
    {
        string group = await CreateGroupAsync("Again");
        string user = await CreateUserAsync("again");
        string add = $$"""[{"op":"Add","path":"members","value":[{"value":"{{user}}"}]}]""";
        await PatchAsync(group, add);
        string? version = await VersionAsync(group);

        await PatchAsync(group, add);
        await PatchAsync(group, """[{"op":"Remove","path":"members","value":[{"value":"nobody"}]}]""");

        Assert.Equal(version, await VersionAsync(group));
        Assert.Equal("W/\"2\"", version);
    }

    [Fact]
    public async Task Rename_AndReplaceOfExternalId_KeepTheMembers()
    {
        string group = await CreateGroupAsync("Rename");
        await PatchAsync(group, $$"""[{"op":"Add","path":"members","value":[{"value":"{{await CreateUserAsync("rename")}}"}]}]""");

        await PatchAsync(group, """[{"op":"Replace","path":"displayName","value":"Renamed"}]""");
        await PatchAsync(group, """[{"op":"replace","value":{"id":"x","externalId":"e9"}}]""");

        JsonObject read = await Client.ReadAsync($"Groups/{group}");
        Assert.Equal("Renamed", (string?)read["displayName"]);
        Assert.Equal("e9", (string?)read["externalId"]);
        Assert.Single(read["members"]!.AsArray());
    }

    [Fact]
    public async Task UnknownMember_IsNamed_AndNothingChanges()
    {
        string group = await CreateGroupAsync("Unknown");
        string user = await CreateUserAsync("known");

        JsonObject? error = await Client.PatchAsync(
            $"Groups/{group}",
            $$"""[{"op":"Replace","path":"displayName","value":"X"},{"op":"Add","path":"members","value":[{"value":"{{user}}"},{"value":"no-such-id"}]}]""",
            HttpStatusCode.BadRequest);

        Assert.Equal("invalidValue", (string?)error!["scimType"]);
        Assert.Contains("no-such-id", (string?)error["detail"], StringComparison.Ordinal);
        JsonObject read = await Client.ReadAsync($"Groups/{group}");
        Assert.Equal("Unknown", (string?)read["displayName"]);
        Assert.Null(read["members"]);
    }

    [Fact]
    public async Task NestedGroups_ShowIndirectMemberships_AndRefuseCycles()
    {
        string outer = await CreateGroupAsync("Outer"), inner = await CreateGroupAsync("Inner");
        string user = await CreateUserAsync("nested");
        await PatchAsync(inner, $$"""[{"op":"add","path":"members","value":[{"value":"{{user}}"}]}]""");
        await PatchAsync(outer, $$"""[{"op":"add","path":"members","value":[{"value":"{{inner}}"}]}]""");

        JsonArray groups = (await Client.ReadAsync($"Users/{user}"))["groups"]!.AsArray();
        JsonObject? cycle = await Client.PatchAsync(
            $"Groups/{inner}", $$"""[{"op":"add","path":"members","value":[{"value":"{{outer}}"}]}]""", HttpStatusCode.BadRequest);

        Assert.Equal([$"{inner} direct Inner", $"{outer} indirect Outer"], groups.Select(group => $"{group!["value"]} {group["type"]} {group["display"]}"));
        Assert.Equal("invalidValue", (string?)cycle!["scimType"]);
        Assert.Equal($"{fixture.Instance.TenantUrl}/Groups/{inner}", (string?)(await Client.ReadAsync($"Groups/{outer}"))["members"]![0]!["$ref"]);
    }

    [Fact]
    public async Task Filters_OnMembers_FindTheGroups()
    {
        string group = await CreateGroupAsync("Filtered A"), other = await CreateGroupAsync("Filtered B");
        string user = await CreateUserAsync("filtered");
        await PatchAsync(group, $$"""[{"op":"add","path":"members","value":[{"value":"{{user}}"}]}]""");

        Assert.Equal([group], await Client.FindAsync($"Groups?filter=members.value eq \"{user}\""));
        Assert.Equal([group], await Client.FindAsync($"Groups?filter=id eq \"{group}\" and members eq \"{user}\""));
        Assert.Empty(await Client.FindAsync($"Groups?filter=id eq \"{other}\" and members eq \"{user}\""));
        Assert.Equal([group], await Client.FindAsync($"Groups?filter=displayName sw \"filtered\" and members.value eq \"{user}\""));
        await Client.SendAsync(HttpMethod.Get, "Groups?filter=members pr", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task DeletedUser_IsInNoGroup_AndADeletedGroupHasNoMembers()
    {
        string group = await CreateGroupAsync("Deletes"), holder = await CreateGroupAsync("Holder");
        string user = await CreateUserAsync("deleted"), stays = await CreateUserAsync("stays");
        await PatchAsync(group, $$"""[{"op":"add","path":"members","value":[{"value":"{{user}}"},{"value":"{{stays}}"}]}]""");
        await PatchAsync(holder, $$"""[{"op":"add","path":"members","value":[{"value":"{{group}}"}]}]""");

        await Client.SendAsync(HttpMethod.Delete, $"Users/{user}", HttpStatusCode.NoContent);
        Assert.Equal([stays], (await Client.ReadAsync($"Groups/{group}"))["members"]!.AsArray().Select(member => (string)member!["value"]!));
        await Client.SendAsync(HttpMethod.Delete, $"Groups/{group}", HttpStatusCode.NoContent);

        await Client.SendAsync(HttpMethod.Get, $"Groups/{group}", HttpStatusCode.NotFound);
        Assert.Null((await Client.ReadAsync($"Groups/{holder}"))["members"]);
        Assert.Null((await Client.ReadAsync($"Users/{stays}"))["groups"]);
    }

    [Fact]
    public async Task Replace_OfMembers_LeavesExactlyThose_InParallelToo()
    {
        string group = await CreateGroupAsync("Replace");
        string[] users = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => CreateUserAsync($"replace{i}")));
        await Task.WhenAll(users.Select(user => PatchAsync(group, $$"""[{"op":"add","path":"members","value":[{"value":"{{user}}"}]}]""")));
        Assert.Equal(12, (await Client.ReadAsync($"Groups/{group}"))["members"]!.AsArray().Count);
        Assert.Equal("W/\"13\"", await VersionAsync(group));

        JsonObject? replaced = await Client.SendAsync(
            HttpMethod.Put, $"Groups/{group}", HttpStatusCode.OK, $$$"""{"displayName":"Replace","members":[{"value":"{{{users[3]}}}"}]}""");

        Assert.Equal([users[3]], replaced!["members"]!.AsArray().Select(member => (string)member!["value"]!));
    }

    private Task<JsonObject?> PatchAsync(string group, string operations) =>
        Client.PatchAsync($"Groups/{group}", operations, HttpStatusCode.NoContent);

    private async Task<string?> VersionAsync(string group) =>
        (string?)(await Client.ReadAsync($"Groups/{group}?excludedAttributes=members"))["meta"]!["version"];

    private async Task<string> CreateGroupAsync(string displayName) =>
        (string)(await Client.PostAsync("Groups", $$"""{"displayName":"{{displayName}}"}"""))["id"]!;

    private async Task<string> CreateUserAsync(string name) =>
        (string)(await Client.PostAsync("Users", $$"""{"userName":"{{name}}@groups.contoso.com"}"""))["id"]!;
}
