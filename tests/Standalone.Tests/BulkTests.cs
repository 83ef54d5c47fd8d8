using System.Net;
using System.Text.Json.Nodes;

namespace Scim.Standalone.Tests;

/// <summary>RFC 7644 section 3.7 over HTTP.</summary>
public sealed class BulkTests(StandaloneFixture fixture) : IClassFixture<StandaloneFixture>
{
    private const string User = "urn:ietf:params:scim:schemas:core:2.0:User";
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    private const string Group = "urn:ietf:params:scim:schemas:core:2.0:Group";

    private HttpClient Client => fixture.Instance.Client;

    [Fact]
    public async Task Bulk_OfEveryMethod_AnswersStatusLocationAndVersion()
    {
        JsonObject kept = await Client.PostAsync("Users", NewUser("bulk-kept")), gone = await Client.PostAsync("Users", NewUser("bulk-gone"));

        JsonArray results = await BulkAsync($$"""
            [
              { "method": "POST", "path": "/Users", "bulkId": "a", "data": {{NewUser("bulk-new")}} },
              { "method": "PATCH", "path": "/Users/{{kept["id"]}}", "version": {{kept["meta"]!["version"]!.ToJsonString()}}, "data": { "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [{ "op": "replace", "path": "title", "value": "Chief" }] } },
              { "method": "put", "path": "/Users/{{kept["id"]}}", "data": {{NewUser("bulk-kept-2")}} },
              { "method": "DELETE", "path": "/Users/{{gone["id"]}}" }
            ]
            """);

        Assert.Equal(["201", "200", "200", "204"], results.Select(result => (string)result!["status"]!));
        Assert.Equal(["POST", "PATCH", "PUT", "DELETE"], results.Select(result => (string)result!["method"]!));
        Assert.StartsWith(fixture.Instance.TenantUrl + "/Users/", (string)results[0]!["location"]!, StringComparison.Ordinal);
        Assert.Equal("a", (string)results[0]!["bulkId"]!);
        JsonObject now = await Client.ReadAsync($"Users/{kept["id"]}");
        Assert.Equal(((string)now["meta"]!["version"]!, "bulk-kept-2", null), ((string)results[2]!["version"]!, (string)now["userName"]!, (string?)now["title"]));
        await Client.SendAsync(HttpMethod.Get, $"Users/{gone["id"]}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Bulk_WithForwardReferences_CreatesWhatTheyReferToFirst()
    {
        JsonArray results = await BulkAsync($$"""
            [
              { "method": "PATCH", "path": "/Groups/bulkId:team", "data": { "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [{ "op": "add", "path": "members", "value": [{ "value": "bulkId:bob" }] }] } },
              { "method": "POST", "path": "/Groups", "bulkId": "team", "data": { "schemas": ["{{Group}}"], "displayName": "bulk team", "members": [{ "value": "bulkId:alice", "type": "User" }] } },
              { "method": "POST", "path": "/Users", "bulkId": "bob", "data": { "schemas": ["{{User}}"], "userName": "bulk-bob", "{{Enterprise}}": { "manager": { "value": "bulkId:alice" } } } },
              { "method": "POST", "path": "/Users", "bulkId": "alice", "data": {{NewUser("bulk-alice")}} }
            ]
            """);

        Assert.All(results, result => Assert.StartsWith("20", (string)result!["status"]!, StringComparison.Ordinal));
        string alice = Id(results[3]), bob = Id(results[2]);
        JsonObject group = await Client.ReadAsync($"Groups/{Id(results[1])}");
        Assert.Equal(new[] { alice, bob }.Order(), group["members"]!.AsArray().Select(member => (string)member!["value"]!).Order());
        Assert.Equal(alice, (string)(await Client.ReadAsync($"Users/{bob}"))[Enterprise]!["manager"]!["value"]!);
    }

    [Fact]
    public async Task Bulk_OfUsersWhoManageEachOther_CreatesBothAndAssignsThem()
    {
        JsonArray results = await BulkAsync($$"""
            [
              { "method": "POST", "path": "/Users", "bulkId": "x", "data": { "schemas": ["{{User}}"], "userName": "bulk-x", "{{Enterprise}}": { "department": "D", "manager": { "value": "bulkId:y" } } } },
              { "method": "POST", "path": "/Users", "bulkId": "y", "data": { "schemas": ["{{User}}"], "userName": "bulk-y", "{{Enterprise}}": { "manager": { "value": "bulkId:x" } } } }
            ]
            """);

        Assert.Equal(["201", "201"], results.Select(result => (string)result!["status"]!));
        JsonObject x = await Client.ReadAsync($"Users/{Id(results[0])}"), y = await Client.ReadAsync($"Users/{Id(results[1])}");
        Assert.Equal((Id(results[1]), "D"), ((string)x[Enterprise]!["manager"]!["value"]!, (string)x[Enterprise]!["department"]!));
        Assert.Equal(Id(results[0]), (string)y[Enterprise]!["manager"]!["value"]!);
        Assert.Equal((string)x["meta"]!["version"]!, (string)results[0]!["version"]!);
    }

    [Fact]
    public async Task Bulk_OfGroupsInACircle_IsRefusedForThoseOnly()
    {
        JsonArray results = await BulkAsync($$"""
            [
              { "method": "POST", "path": "/Groups", "bulkId": "g", "data": { "schemas": ["{{Group}}"], "displayName": "bulk g", "members": [{ "value": "bulkId:h", "type": "Group" }] } },
              { "method": "POST", "path": "/Groups", "bulkId": "h", "data": { "schemas": ["{{Group}}"], "displayName": "bulk h", "members": [{ "value": "bulkId:g", "type": "Group" }] } },
              { "method": "POST", "path": "/Users", "bulkId": "z", "data": {{NewUser("bulk-z")}} }
            ]
            """);

        Assert.Equal(["409", "409", "201"], results.Select(result => (string)result!["status"]!));
        Assert.Empty(await Client.FindAsync("Groups?filter=displayName eq \"bulk g\""));
    }

    [Fact]
    public async Task Bulk_WithFailures_AnswersEachWithItsError()
    {
        JsonArray results = await BulkAsync($$"""
            [
              { "method": "POST", "path": "/Users", "bulkId": "first", "data": {{NewUser("bulk-twice")}} },
              { "method": "PATCH", "path": "/Users/bulkId:nobody", "data": { } },
              { "method": "GET", "path": "/Users" },
              { "method": "POST", "path": "/Devices", "data": { } },
              { "method": "DELETE", "path": "/Users/00000000-0000-0000-0000-000000000000" },
              { "method": "POST", "path": "/Users", "bulkId": "bad", "data": { "schemas": ["{{User}}"] } },
              { "method": "PATCH", "path": "/Users/bulkId:bad", "data": { "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [{ "op": "replace", "path": "title", "value": "x" }] } }
            ]
            """);

        Assert.Equal(["201", "400", "400", "404", "404", "400", "400"], results.Select(result => (string)result!["status"]!));
        Assert.All(results.Skip(1), result => Assert.Equal((string)result!["status"]!, (string)result["response"]!["status"]!));
        Assert.Null(results[5]!["location"]);
    }

    [Fact]
    public async Task Bulk_WithFailOnErrors_LeavesTheRestUndone()
    {
        JsonArray results = await BulkAsync(
            $$"""
            [
              { "method": "POST", "path": "/Users", "bulkId": "1", "data": {{NewUser("bulk-one")}} },
              { "method": "POST", "path": "/Users", "bulkId": "2", "data": {{NewUser("BULK-ONE")}} },
              { "method": "POST", "path": "/Users", "bulkId": "3", "data": {{NewUser("bulk-three")}} }
            ]
            """,
            failOnErrors: 1);

        Assert.Equal(["201", "409"], results.Select(result => (string)result!["status"]!));
        Assert.Empty(await Client.FindAsync("Users?filter=userName eq \"bulk-three\""));
    }

    [Theory]
    [InlineData(1_001, 0)]
    [InlineData(1, 1 << 20)]
    public async Task Bulk_BeyondItsBounds_Is413(int operations, int padding)
    {
        string operation = $$"""{ "method": "POST", "path": "/Users", "bulkId": "b", "data": { "title": "{{new string('x', padding)}}" } }""";

        JsonObject? error = await Client.SendAsync(HttpMethod.Post, "Bulk", HttpStatusCode.RequestEntityTooLarge, Body($"[{string.Join(',', Enumerable.Repeat(operation, operations))}]", 0));

        Assert.Equal("413", (string)error!["status"]!);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"Operations\":{}}")]
    [InlineData("{\"Operations\":[1]}")]
    [InlineData("{\"Operations\":[{\"method\":1}]}")]
    [InlineData("{\"Operations\":[")]
    [InlineData("{\"failOnErrors\":-1,\"Operations\":[]}")]
    public async Task Bulk_OfAnotherShape_IsInvalidSyntax(string body)
    {
        JsonObject? error = await Client.SendAsync(HttpMethod.Post, "Bulk", HttpStatusCode.BadRequest, body);

        Assert.Equal("invalidSyntax", (string)error!["scimType"]!);
    }

    [Fact]
    public async Task Bulk_OfAThousandUsers_CreatesThemAll()
    {
        IEnumerable<string> operations = Enumerable.Range(0, 1_000).Select(i => $$"""{ "method": "POST", "path": "/Users", "bulkId": "u{{i}}", "data": {{NewUser($"bulk-many-{i}")}} }""");

        JsonArray results = await BulkAsync($"[{string.Join(',', operations)}]");

        Assert.Equal(1_000, results.Count(result => (string)result!["status"]! == "201"));
        Assert.Equal(1_000, (int)(await Client.ReadAsync("Users?filter=userName sw \"bulk-many-\"&count=0"))["totalResults"]!);
    }

    [Fact]
    public async Task ServiceProviderConfig_AnnouncesBulk()
    {
        JsonNode bulk = (await Client.ReadAsync("ServiceProviderConfig"))["bulk"]!;

        Assert.Equal((true, 1_000, 1 << 20), ((bool)bulk["supported"]!, (int)bulk["maxOperations"]!, (int)bulk["maxPayloadSize"]!));
    }

    private static string NewUser(string name) => $$"""{ "schemas": ["{{User}}"], "userName": "{{name}}" }""";

    private static string Id(JsonNode? result) => ((string)result!["location"]!).Split('/')[^1];

    private static string Body(string operations, int failOnErrors) =>
        $$"""{ "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "failOnErrors": {{failOnErrors}}, "Operations": {{operations}} }""";

    private async Task<JsonArray> BulkAsync(string operations, int failOnErrors = 0)
    {
        JsonObject answer = (await Client.SendAsync(HttpMethod.Post, "Bulk", HttpStatusCode.OK, Body(operations, failOnErrors)))!;
        Assert.Equal("urn:ietf:params:scim:api:messages:2.0:BulkResponse", (string)answer["schemas"]![0]!);
        return answer["Operations"]!.AsArray();
    }
}
