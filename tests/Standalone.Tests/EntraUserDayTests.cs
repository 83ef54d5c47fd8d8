using System.Net;
using System.Text.Json.Nodes;

namespace Scim.Standalone.Tests;

/// <summary>A user's life as Entra's provisioning service drives it, against the executable that a newcomer starts.</summary>
public sealed class EntraUserDayTests(StandaloneFixture fixture) : IClassFixture<StandaloneFixture>
{
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    private HttpClient Client => fixture.Instance.Client;

    [Fact]
    public async Task TestConnection_LookupOfNobody_IsAnEmptyList()
    {
        JsonObject list = await Client.ReadAsync($"Users?filter=userName+eq+\"{Guid.NewGuid()}\"");

        Assert.Equal(0, (int)list["totalResults"]!);
        Assert.Empty(list["Resources"]!.AsArray());
        Assert.Equal("urn:ietf:params:scim:api:messages:2.0:ListResponse", (string?)list["schemas"]![0]);
    }

    [Fact]
    public async Task Create_WithEverythingThatEntraSends_ReadsBack()
    {
        string body = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Requests", "entra-create.json"), TestContext.Current.CancellationToken))
            .Replace("adele.vance", "create", StringComparison.Ordinal);

        JsonObject created = await Client.PostAsync("Users", body);
        JsonObject read = await Client.ReadAsync($"Users/{created["id"]}");

        Assert.True(JsonNode.DeepEquals(created, read));
        Assert.Equal("create@contoso.com", (string?)read["userName"]);
        Assert.True((bool)read["active"]!);
        Assert.Equal("Vance", (string?)read["name"]!["familyName"]);
        Assert.Equal("Engineering", (string?)read[Enterprise]!["department"]);
        Assert.Contains(Enterprise, read["schemas"]!.AsArray().Select(schema => (string?)schema));
        Assert.Equal($"{fixture.Instance.TenantUrl}/Users/{created["id"]}", (string?)read["meta"]!["location"]);
        Assert.Null(read["roles"]);
    }

    [Fact]
    public async Task Create_OfATakenUserName_IsUniqueness()
    {
        await CreateAsync("taken@contoso.com");

        JsonObject? error = await Client.SendAsync(HttpMethod.Post, "Users", HttpStatusCode.Conflict, """{"userName":"TAKEN@contoso.com"}""");

        Assert.Equal("uniqueness", (string?)error!["scimType"]);
        Assert.Equal("409", (string?)error["status"]);
    }

    [Theory]
    [InlineData("userName eq \"find%40contoso.com\"")]
    [InlineData("userName+eq+\"FIND%40CONTOSO.COM\"")]
    [InlineData("externalId eq find-external")]
    [InlineData("emails[type eq \"work\"].value eq \"find@contoso.com\"")]
    [InlineData("emails[type eq \"work\"] eq \"find@contoso.com\"")]
    [InlineData("displayName eq \"Find Me\" and active eq true")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber eq \"701984\"")]
    public async Task Lookup_InEachOfEntrasShapes_FindsTheUser(string filter)
    {
        string[] ids = await Client.FindAsync("Users?filter=userName eq \"find@contoso.com\"");
        string id = ids is [var found] ? found : (string)(await Client.PostAsync("Users", """
            {"userName":"find@contoso.com","externalId":"find-external","displayName":"Find Me","active":true,
             "emails":[{"type":"work","value":"find@contoso.com","primary":true}],
             "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"701984"}}
            """))["id"]!;

        Assert.Equal([id], await Client.FindAsync($"Users?filter={filter}"));
    }

    [Fact]
    public async Task Patch_InEntrasOwnDialect_ChangesWhatItNames()
    {
        string id = await CreateAsync("patch-old@contoso.com");
        string manager = await CreateAsync("boss-old@contoso.com");

        JsonObject? user = await Client.PatchAsync($"Users/{id}", $$$"""
            [{"op":"Replace","path":"active","value":"False"},
             {"op":"Replace","path":"emails[type eq \"work\"].value","value":"n@contoso.com"},
             {"op":"Add","path":"addresses[type eq \"work\"].formatted","value":"18/2111"},
             {"op":"Replace","path":"name.givenName","value":"G"},
             {"op":"Add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department","value":"R"},
             {"op":"Add","path":"manager","value":[{"$ref":"http://x/Users/{{{manager}}}","value":"{{{manager}}}"}]}]
            """);

        Assert.False((bool)user!["active"]!);
        Assert.Equal("n@contoso.com", (string?)user["emails"]![0]!["value"]);
        Assert.Equal("18/2111", (string?)user["addresses"]![0]!["formatted"]);
        Assert.Equal("G", (string?)user["name"]!["givenName"]);
        Assert.Equal("R", (string?)user[Enterprise]!["department"]);
        Assert.Equal(manager, (string?)user[Enterprise]!["manager"]!["value"]);
    }

    [Fact]
    public async Task Patch_InTheDialectOfTheFlag_ChangesWhatItNames()
    {
        string id = await CreateAsync("patch-new@contoso.com");
        string manager = await CreateAsync("boss-new@contoso.com");

        JsonObject? user = await Client.PatchAsync($"Users/{id}", $$$"""
            [{"op":"replace","path":"emails[type eq \"work\"].value","value":"x@contoso.com"},
             {"op":"replace","value":{"displayName":"B","name.givenName":"K","name.familyName":"U",
              "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber":"A","active":false}},
             {"op":"add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":"{{{manager}}}"}]
            """);

        Assert.Equal("x@contoso.com", (string?)user!["emails"]![0]!["value"]);
        Assert.Equal("B", (string?)user["displayName"]);
        Assert.Equal("U", (string?)user["name"]!["familyName"]);
        Assert.Equal("A", (string?)user[Enterprise]!["employeeNumber"]);
        Assert.Equal(manager, (string?)user[Enterprise]!["manager"]!["value"]);
        Assert.False((bool)user["active"]!);
    }

    [Fact]
    public async Task SoftDelete_ThenRestore_KeepsTheUserAndItsId()
    {
        string id = await CreateAsync("soft@contoso.com");

        await Client.PatchAsync($"Users/{id}", """[{"op":"Replace","path":"userName","value":"0123abcdsoft@contoso.com"},{"op":"Replace","path":"active","value":"False"}]""");
        Assert.Equal([id], await Client.FindAsync("Users?filter=userName eq \"0123abcdsoft@contoso.com\""));
        Assert.Empty(await Client.FindAsync("Users?filter=userName eq \"soft@contoso.com\""));
        await Client.PatchAsync($"Users/{id}", """[{"op":"Replace","path":"userName","value":"soft@contoso.com"},{"op":"Replace","path":"active","value":"True"}]""");

        Assert.Equal([id], await Client.FindAsync("Users?filter=userName eq \"soft@contoso.com\""));
        Assert.True((bool)(await Client.ReadAsync($"Users/{id}"))["active"]!);
    }

    [Fact]
    public async Task Delete_ThenEverything_Is404_AndTheUserNameIsFree()
    {
        string id = await CreateAsync("gone@contoso.com");

        Assert.Null(await Client.SendAsync(HttpMethod.Delete, $"Users/{id}", HttpStatusCode.NoContent));

        await Client.SendAsync(HttpMethod.Get, $"Users/{id}", HttpStatusCode.NotFound);
        await Client.SendAsync(HttpMethod.Delete, $"Users/{id}", HttpStatusCode.NotFound);
        await Client.PatchAsync($"Users/{id}", """[{"op":"replace","path":"active","value":true}]""", HttpStatusCode.NotFound);
        Assert.NotEqual(id, await CreateAsync("gone@contoso.com"));
    }

    [Fact]
    public async Task Patch_WithOneBadOperation_ChangesNothing()
    {
        string id = await CreateAsync("atomic@contoso.com");

        JsonObject? error = await Client.PatchAsync(
            $"Users/{id}",
            """[{"op":"replace","path":"displayName","value":"Changed"},{"op":"replace","path":"nonsense","value":"x"}]""",
            HttpStatusCode.BadRequest);

        Assert.Equal("invalidPath", (string?)error!["scimType"]);
        Assert.Equal("Adele Vance", (string?)(await Client.ReadAsync($"Users/{id}"))["displayName"]);
    }

    [Fact]
    public async Task Patch_ThatChangesNothing_KeepsTheVersion()
    {
        string id = await CreateAsync("same@contoso.com");

        JsonObject? user = await Client.PatchAsync($"Users/{id}", """[{"op":"Replace","path":"displayName","value":"Adele Vance"}]""");

        Assert.Equal("W/\"1\"", (string?)user!["meta"]!["version"]);
    }

    [Fact]
    public async Task ETags_OfReadsAndWrites_AreConditions()
    {
        string id = await CreateAsync("etag@contoso.com");
        using var known = new HttpRequestMessage(HttpMethod.Get, new Uri($"{Client.BaseAddress}Users/{id}"));
        known.Headers.Add("If-None-Match", "W/\"1\"");
        using var stale = new HttpRequestMessage(HttpMethod.Delete, new Uri($"{Client.BaseAddress}Users/{id}"));
        stale.Headers.Add("If-Match", "W/\"7\"");

        using HttpResponseMessage notModified = await Client.SendAsync(known, TestContext.Current.CancellationToken);
        using HttpResponseMessage failed = await Client.SendAsync(stale, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotModified, notModified.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, failed.StatusCode);
    }

    private async Task<string> CreateAsync(string userName) => (string)(await Client.PostAsync("Users", $$$"""
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{{{userName}}}","displayName":"Adele Vance","active":true,
         "emails":[{"type":"work","value":"{{{userName}}}","primary":true}],"name":{"givenName":"Adele","familyName":"Vance"}}
        """))["id"]!;
}
