using System.Text.Json.Nodes;

namespace Scim.Standalone.Tests;

/// <summary>Lists of everything, which are JSON from the service on, have what each resource has when it is read by itself.</summary>
public sealed class WholeListTests(StandaloneFixture fixture) : IClassFixture<StandaloneFixture>
{
    private const string Manager = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager";

    private HttpClient Client => fixture.Instance.Client;

    [Fact]
    public async Task List_InEveryForm_HasEachUserAsItIsRead()
    {
        string alone = await CreateUserAsync("""{"userName":"alone@x.com","externalId":"e1","title":"\"Ä\"\n","emails":[{"value":"a@x.com","type":"work","primary":true}]}""");
        string member = await CreateUserAsync($$"""
            {"userName":"member@x.com","active":false,"name":{"givenName":"M"},"phoneNumbers":[{"type":"work","value":"1"},{"type":"mobile","value":"2"}],
             "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department":"R","manager": "{{alone}}" } }
            """);
        string inner = await CreateGroupAsync("Inner", member);
        await CreateGroupAsync("Outer", inner);

        foreach (string form in (string[])["", "attributes=groups,userName", "attributes=groups.value", "excludedAttributes=groups", $"attributes={Manager}", "excludedAttributes=name,meta", "attributes=id"])
        {
            string more = form.Length == 0 ? "" : "&" + form;
            await RequireSameAsync(await Client.ReadAsync($"Users?count=10{more}"), form);
            await RequireSameAsync(await Client.ReadAsync($"Users?cursor={more}"), form);
            await RequireSameAsync(await Client.ReadAsync($"Users?startIndex=2{more}"), form);
        }
    }

    private async Task RequireSameAsync(JsonObject list, string form)
    {
        JsonArray resources = list["Resources"]!.AsArray();
        Assert.NotEmpty(resources);
        Assert.Equal(2, (int)list["totalResults"]!);
        Assert.Equal(resources.Count, (int)list["itemsPerPage"]!);
        foreach (JsonNode? resource in resources)
        {
            JsonObject single = await Client.ReadAsync($"Users/{resource!["id"]}?{form}");
            Assert.True(JsonNode.DeepEquals(single, resource), $"{form}: {resource.ToJsonString()} is read as {single.ToJsonString()}");
        }
    }

    private async Task<string> CreateUserAsync(string json) => (string)(await Client.PostAsync("Users", json))["id"]!;

    private async Task<string> CreateGroupAsync(string name, string member) =>
        (string)(await Client.PostAsync("Groups", $$"""{"displayName":"{{name}}","members":[{"value":"{{member}}"}]}"""))["id"]!;
}
