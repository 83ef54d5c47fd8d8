using System.Net;
using System.Text.Json.Nodes;

namespace Scim.Standalone.Tests;

/// <summary>Queries by body, over all types, and in pages (RFC 7644 sections 3.4.2, 3.4.3 and 3.11, RFC 9865).</summary>
public sealed class SearchTests(StandaloneFixture fixture) : IClassFixture<StandaloneFixture>
{
    private HttpClient Client => fixture.Instance.Client;

    [Fact]
    public async Task Search_OfUsersAndOfEverything_AnswersAsAQueryDoes()
    {
        for (int i = 0; i < 3; i++) await Client.PostAsync("Users", $$"""{"userName":"search{{i}}@contoso.com","displayName":"Search"}""");
        await Client.PostAsync("Groups", """{"displayName":"Search"}""");

        JsonObject users = await SearchAsync("Users/.search", """{"filter":"displayName eq \"search\"","attributes":["userName"],"startIndex":2,"count":1}""");
        JsonObject all = await SearchAsync(".search", """{"filter":"displayName eq \"search\"","startIndex":3,"count":5}""");
        JsonObject none = await SearchAsync(".search", """{"filter":"userName eq \"nobody\""}""");

        Assert.Equal(3, (int)users["totalResults"]!);
        Assert.Equal(2, (int)users["startIndex"]!);
        JsonObject user = Assert.Single(users["Resources"]!.AsArray())!.AsObject();
        Assert.Equal(["schemas", "id", "userName"], user.Select(member => member.Key));
        Assert.Equal(4, (int)all["totalResults"]!);
        Assert.Equal(["User", "Group"], all["Resources"]!.AsArray().Select(resource => (string?)resource!["meta"]!["resourceType"]));
        Assert.Equal(0, (int)none["totalResults"]!);
    }

    [Theory]
    [InlineData("Users?filter=nonsense eq 1", "invalidFilter")]
    [InlineData("Users?filter=userName xx \"a\"", "invalidFilter")]
    [InlineData("Users?filter=active gt true", "invalidFilter")]
    [InlineData("Users?sortBy=nonsense", "invalidPath")]
    [InlineData("Users?cursor=forged", "invalidCursor")]
    [InlineData("Users?startIndex=x", "invalidValue")]
    [InlineData("?filter=nonsense eq 1", "invalidFilter")]
    public async Task Query_ThatCannotBeAnswered_SaysWhy(string path, string scimType)
    {
        JsonObject? error = await Client.SendAsync(HttpMethod.Get, path, HttpStatusCode.BadRequest);

        Assert.Equal(scimType, (string?)error!["scimType"]);
        Assert.NotEmpty((string)error["detail"]!);
    }

    [Fact]
    public async Task Pages_ByIndexAndByCursor_HoldEveryUserOnce()
    {
        for (int i = 0; i < 11; i++) await Client.PostAsync("Users", $$"""{"userName":"page{{i}}@contoso.com"}""");
        int total = (int)(await Client.ReadAsync("Users?count=0"))["totalResults"]!;

        var byIndex = new List<string>();
        for (int start = 1; start <= total; start += 5) byIndex.AddRange(await Client.FindAsync($"Users?startIndex={start}&count=5"));
        var byCursor = new List<string>();
        string cursor = "";
        do
        {
            JsonObject page = await Client.ReadAsync($"Users?count=5&cursor={cursor}");
            byCursor.AddRange(page["Resources"]!.AsArray().Select(resource => (string)resource!["id"]!));
            cursor = (string?)page["nextCursor"] ?? "";
        }
        while (cursor.Length > 0);

        Assert.Equal(total, byIndex.Distinct().Count());
        Assert.Equal(byIndex, byCursor);
        Assert.Equal(["page1@contoso.com", "page10@contoso.com"], await NamesAsync("Users?filter=userName sw \"page1\"&sortBy=userName&sortOrder=descending"));
    }

    [Theory]
    [InlineData("Me", HttpStatusCode.NotImplemented)]
    [InlineData("Nothing", HttpStatusCode.NotFound)]
    [InlineData("Schemas/urn:ietf:params:scim:schemas:core:2.0:User", HttpStatusCode.OK)]
    [InlineData("Schemas?filter=id pr", HttpStatusCode.Forbidden)]
    [InlineData("ResourceTypes/Group", HttpStatusCode.OK)]
    [InlineData("ResourceTypes/Nothing", HttpStatusCode.NotFound)]
    public async Task Endpoint_OfDiscoveryAndOthers_AnswersItsStatus(string path, HttpStatusCode status) =>
        Assert.NotNull(await Client.SendAsync(HttpMethod.Get, path, status));

    private async Task<JsonObject> SearchAsync(string path, string json) =>
        (await Client.SendAsync(HttpMethod.Post, path, HttpStatusCode.OK, json))!;

    private async Task<string?[]> NamesAsync(string path) =>
        [.. (await Client.ReadAsync(path))["Resources"]!.AsArray().Select(resource => (string?)resource!["userName"])];
}
