using System.Net;
using System.Text.Json.Nodes;
using Scim.Protos.Tokens.V1;

namespace Scim.Extensions.Tests;

/// <summary>A tenant's own attributes of users over HTTP: everything that is done with an attribute of the .proto.</summary>
public sealed class UserExtensionTests(ExtendedTenants tenants) : IClassFixture<ExtendedTenants>, IAsyncLifetime
{
    private const string Hr = ExtendedTenants.Hr;

    private static readonly SchemaExtension Definition = ExtendedTenants.Extension(
        """
        {"name":"badge","caseExact":true,"required":true},{"name":"grade","type":"integer"},{"name":"hired","type":"dateTime"},{"name":"remote","type":"boolean"},
        {"name":"pin","mutability":"writeOnly","returned":"never"},{"name":"quota","type":"decimal","returned":"request"},{"name":"skills","multiValued":true},
        {"name":"office","type":"complex","subAttributes":[{"name":"city"},{"name":"floor","type":"integer"}]},
        {"name":"projects","type":"complex","multiValued":true,"subAttributes":[{"name":"value"},{"name":"type"},{"name":"primary","type":"boolean"}]}
        """,
        indexed: ["badge", "projects.value"]);

    private ExtendedTenant _tenant = null!;

    public async ValueTask InitializeAsync() => _tenant = await tenants.NewAsync(Definition);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Discovery_OfATenant_ListsItsExtensionsAndThoseOfAllTenants()
    {
        ExtendedTenant without = await tenants.NewAsync();

        JsonNode type = await _tenant.GetAsync("ResourceTypes/User");
        Assert.Equal(
            [("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", false), (ExtendedTenants.Site, false), (Hr, false)],
            type["schemaExtensions"]!.AsArray().Select(item => ((string)item!["schema"]!, (bool)item["required"]!)));
        JsonNode schema = (await _tenant.GetAsync("Schemas"))["Resources"]!.AsArray().Single(item => (string)item!["id"]! == Hr)!;
        Assert.Equal(9, schema["attributes"]!.AsArray().Count);
        Assert.Equal("User X", (string)schema["name"]!);
        Assert.Equal(
            ["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", ExtendedTenants.Site],
            (await without.GetAsync("ResourceTypes/User"))["schemaExtensions"]!.AsArray().Select(item => (string)item!["schema"]!));
        await without.SendAsync(HttpMethod.Get, $"Schemas/{Hr}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Create_WithAnExtension_IsReadBackTheSameAloneAndInLists()
    {
        // Entra leaves the URN out of schemas.
        JsonObject created = await CreateAsync("a", """
            "badge":"B-1","grade":7,"hired":"2020-02-29T00:00:00Z","remote":true,"pin":"1234","quota":0.5,"skills":["Go"],"office":{"city":"Oslo","floor":3},"projects":[{"value":"Apollo","type":"lead","primary":true}]
            """);
        JsonObject read = await _tenant.GetAsync($"Users/{created["id"]}");
        JsonNode listed = (await _tenant.GetAsync("Users"))["Resources"]![0]!, found = (await _tenant.GetAsync("Users?filter=userName eq \"a\""))["Resources"]![0]!;

        Assert.Equal(
            """{"badge":"B-1","grade":7,"hired":"2020-02-29T00:00:00Z","remote":true,"skills":["Go"],"office":{"city":"Oslo","floor":3},"projects":[{"value":"Apollo","type":"lead","primary":true}]}""",
            created[Hr]!.ToJsonString());
        Assert.Contains(Hr, created["schemas"]!.AsArray().Select(urn => (string)urn!));
        Assert.Equal(created.ToJsonString(), read.ToJsonString());
        Assert.Equal(read.ToJsonString(), listed.ToJsonString());
        Assert.Equal(read.ToJsonString(), found.ToJsonString());
    }

    [Theory]
    [InlineData("\"grade\":\"high\",\"badge\":\"B\"", "grade")]
    [InlineData("\"hired\":\"yesterday\",\"badge\":\"B\"", "hired")]
    [InlineData("\"grade\":1", "badge is required")]
    [InlineData("\"badge\":\"B\",\"projects\":[{\"value\":\"x\",\"primary\":true},{\"value\":\"y\",\"primary\":true}]", "projects has 2 primary values")]
    public async Task Create_WithAValueThatDoesNotFit_IsInvalidValueNamingIt(string attributes, string named)
    {
        JsonObject error = await _tenant.SendAsync(HttpMethod.Post, "Users", HttpStatusCode.BadRequest, Body(Guid.NewGuid().ToString(), attributes));

        Assert.Equal("invalidValue", (string)error["scimType"]!);
        Assert.Contains(named, (string)error["detail"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("URN:badge eq \"B-1\"", "a")]
    [InlineData("URN:badge eq \"b-1\"", "")]
    [InlineData("urn:EXAMPLE:params:scim:schemas:hr:1.0:user:BADGE sw \"B-\"", "a,b")]
    [InlineData("URN:grade gt 6 and userName sw \"a\"", "a")]
    [InlineData("URN:grade gt 6 or URN:remote eq false", "a,b")]
    [InlineData("URN:hired lt \"2021-01-01T00:00:00Z\"", "a")]
    [InlineData("URN:skills eq \"go\"", "a,b")]
    [InlineData("URN:office.city co \"SL\"", "a")]
    [InlineData("URN:projects[value eq \"apollo\" and type eq \"lead\"]", "a")]
    [InlineData("URN:projects.value eq \"Gemini\"", "b")]
    [InlineData("URN:office pr", "a")]
    [InlineData("not (URN:office pr)", "b,c")]
    [InlineData("schemas eq \"URN\"", "a,b")]
    public async Task Filter_OnAnExtension_FindsWhatItSays(string filter, string names)
    {
        await CreateThreeAsync();
        string query = $"Users?filter={Uri.EscapeDataString(filter.Replace("URN", Hr, StringComparison.Ordinal))}";

        string[] found = await _tenant.NamesAsync(query), byCursor = await _tenant.NamesAsync(query + "&cursor=&count=10");

        Assert.Equal(names, string.Join(',', found.Order()));
        Assert.Equal(names, string.Join(',', byCursor.Order()));
        JsonObject searched = await _tenant.SendAsync(
            HttpMethod.Post, "Users/.search", HttpStatusCode.OK, new JsonObject { ["filter"] = filter.Replace("URN", Hr, StringComparison.Ordinal) }.ToJsonString());
        Assert.Equal(found.Length, (int)searched["totalResults"]!);
    }

    [Theory]
    [InlineData("pin eq \"1234\"")]
    [InlineData("nothing eq \"1\"")]
    [InlineData("remote gt true")]
    public async Task Filter_OnWhatCannotBeCompared_IsInvalidFilter(string term) => Assert.Equal("invalidFilter", (string)(await _tenant.SendAsync(
        HttpMethod.Get, $"Users?filter={Uri.EscapeDataString($"{Hr}:{term}")}", HttpStatusCode.BadRequest))["scimType"]!);

    [Theory]
    [InlineData("grade", "", "b,a,c")]
    [InlineData("grade", "&sortOrder=descending", "c,a,b")]
    [InlineData("office.city", "", "a,b,c")]
    [InlineData("projects", "", "a,b,c")]
    public async Task Sort_ByAnExtension_HasItsOrder(string attribute, string order, string names)
    {
        await CreateThreeAsync();

        Assert.Equal(names, string.Join(',', await _tenant.NamesAsync($"Users?sortBy={Hr}:{attribute}{order}")));
    }

    [Theory]
    [InlineData("attributes=URN", "schemas,id,URN", "badge,grade,hired,remote,skills,office,projects")]
    [InlineData("attributes=URN:badge,URN:office.city", "schemas,id,URN", "badge,office")]
    [InlineData("attributes=userName,URN:quota", "schemas,id,userName,URN", "quota")]
    [InlineData("attributes=userName", "schemas,id,userName", "")]
    [InlineData("excludedAttributes=URN", "schemas,id,userName,displayName,meta", "")]
    [InlineData("excludedAttributes=meta,URN:skills,URN:projects,URN:office.floor", "schemas,id,userName,displayName,URN", "badge,grade,hired,remote,office")]
    public async Task Projection_ByTheUrn_ReturnsWhatIsNamed(string query, string attributes, string extension)
    {
        JsonObject a = (await CreateThreeAsync())[0];
        query = query.Replace("URN", Hr, StringComparison.Ordinal);
        JsonNode[] answers =
        [
            await _tenant.GetAsync($"Users/{a["id"]}?{query}"),
            (await _tenant.GetAsync($"Users?count=1&{query}"))["Resources"]![0]!,
            (await _tenant.GetAsync($"Users?filter=userName eq \"a\"&{query}"))["Resources"]![0]!,
            await _tenant.SendAsync(HttpMethod.Patch, $"Users/{a["id"]}?{query}", HttpStatusCode.OK, """{"Operations":[{"op":"replace","path":"displayName","value":"new"}]}"""),
        ];

        foreach (JsonObject answer in answers.Select(node => node.AsObject()))
        {
            Assert.Equal(attributes.Replace("URN", Hr, StringComparison.Ordinal), string.Join(',', answer.Select(item => item.Key)));
            Assert.Equal(extension, string.Join(',', answer[Hr]?.AsObject().Select(item => item.Key) ?? []));
        }
    }

    [Fact]
    public async Task Put_OfAUser_ClearsWhatItDoesNotName()
    {
        JsonObject a = (await CreateThreeAsync())[0];
        string path = $"Users/{a["id"]}";

        JsonObject same = await _tenant.SendAsync(HttpMethod.Put, path, HttpStatusCode.OK, a.ToJsonString());
        JsonObject less = await _tenant.SendAsync(HttpMethod.Put, path, HttpStatusCode.OK, Body("a", "\"badge\":\"B-9\""));
        JsonObject unseen = await _tenant.GetAsync($"{path}?attributes={Hr}:quota");
        await _tenant.PatchAsync(path, $$"""[{"op":"remove","path":"{{Hr}}:quota"},{"op":"remove","path":"{{Hr}}:pin"}]""");
        JsonObject none = await _tenant.SendAsync(HttpMethod.Put, path, HttpStatusCode.OK, """{"userName":"a"}""");

        Assert.Equal(a.ToJsonString(), same.ToJsonString());
        Assert.Equal("""{"badge":"B-9"}""", less[Hr]!.ToJsonString());
        Assert.Equal(0.5, (double)unseen[Hr]!["quota"]!);
        Assert.False(none.ContainsKey(Hr));
        Assert.DoesNotContain(Hr, none["schemas"]!.AsArray().Select(urn => (string)urn!));
    }

    [Fact]
    public async Task Search_AtTheRoot_FindsByAnExtension()
    {
        await CreateThreeAsync();

        Assert.Equal(["a"], await _tenant.NamesAsync($"?filter={Hr}:badge eq \"B-1\""));
    }

    [Fact]
    public async Task Bulk_WithAnExtension_CreatesAndPatches()
    {
        JsonObject answer = await _tenant.SendAsync(HttpMethod.Post, "Bulk", HttpStatusCode.OK, $$"""
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[
              {"method":"POST","path":"/Users","bulkId":"x","data":{{Body("bulk", "\"badge\":\"K\",\"skills\":[\"Go\"]")}} },
              {"method":"PATCH","path":"/Users/bulkId:x","data":{"Operations":[{"op":"add","path":"{{Hr}}:skills","value":["C#"]}]} },
              {"method":"POST","path":"/Users","bulkId":"y","data":{{Body("bulk2", "\"grade\":1")}} }]}
            """);

        Assert.Equal(["201", "200", "400"], answer["Operations"]!.AsArray().Select(operation => (string)operation!["status"]!));
        JsonNode created = (await _tenant.GetAsync("Users?filter=userName eq \"bulk\""))["Resources"]![0]!;
        Assert.Equal("""{"badge":"K","skills":["Go","C#"]}""", created[Hr]!.ToJsonString());
    }

    [Fact]
    public async Task Extension_OfAllTenants_IsThereInEach()
    {
        ExtendedTenant other = await tenants.NewAsync();
        foreach (ExtendedTenant tenant in (ExtendedTenant[])[_tenant, other])
        {
            await tenant.PostAsync("Users", $$$"""{"userName":"s","{{{ExtendedTenants.Site}}}":{"building":"North"}}""");
            Assert.Equal(["s"], await tenant.NamesAsync($"Users?filter={ExtendedTenants.Site}:building eq \"north\""));
        }
    }

    private static string Body(string name, string attributes) =>
        $$$"""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{{{name}}}","displayName":"d","{{{Hr}}}":{ {{{attributes}}} } }""";

    private Task<JsonObject> CreateAsync(string name, string attributes) => _tenant.PostAsync("Users", Body(name, attributes));

    private async Task<JsonObject[]> CreateThreeAsync() =>
    [
        await CreateAsync("a", """
            "badge":"B-1","grade":7,"hired":"2020-02-29T00:00:00Z","remote":true,"pin":"1234","quota":0.5,"skills":["Go"],"office":{"city":"Oslo","floor":3},"projects":[{"value":"Apollo","type":"lead"}]
            """),
        await CreateAsync("b", """ "badge":"B-2","grade":2,"hired":"2024-01-01T00:00:00+02:00","remote":false,"skills":["C#","Go"],"projects":[{"value":"Gemini"}] """),
        await _tenant.PostAsync("Users", """{"userName":"c"}"""),
    ];
}
