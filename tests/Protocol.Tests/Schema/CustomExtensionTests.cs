using System.Text;
using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Patching;
using Scim.Protocol.Schema;
using Scim.Protocol.Validation;
using Scim.Protos.Users.V1;

namespace Scim.Protocol.Tests.Schema;

/// <summary>An extension that is defined in JSON goes through the whole library as one of a .proto does.</summary>
public sealed class CustomExtensionTests
{
    private const string Urn = "urn:example:params:scim:schemas:hr:1.0:User";

    private const string Definition = """
        {"id":"urn:example:params:scim:schemas:hr:1.0:User","name":"HR","description":"What HR knows.","attributes":[
          {"name":"badge","type":"string","required":true,"caseExact":true,"description":"The badge."},
          {"name":"hired","type":"dateTime"},
          {"name":"grade","type":"integer"},
          {"name":"quota","type":"decimal","returned":"request"},
          {"name":"remote","type":"boolean"},
          {"name":"secret","mutability":"writeOnly","returned":"never"},
          {"name":"skills","multiValued":true},
          {"name":"office","type":"complex","subAttributes":[{"name":"city"},{"name":"floor","type":"integer"}]},
          {"name":"projects","type":"complex","multiValued":true,"subAttributes":[
            {"name":"value","caseExact":true},{"name":"type","canonicalValues":["lead","member"]},{"name":"primary","type":"boolean"}]}]}
        """;

    private const string Json = """
        {"userName":"u","urn:example:params:scim:schemas:hr:1.0:User":{"Badge":"B-1","hired":"2020-02-29T00:00:00Z","grade":"7","quota":0.5,"remote":"True",
         "secret":"s","skills":["Go","C#"],"office":{"city":"Oslo","floor":3},"projects":[{"value":"Apollo","type":"lead","primary":true},{"value":"gemini"}]}}
        """;

    private static readonly ScimResourceType Type =
        ScimResourceTypes.User.With([CustomExtension.Parse(Encoding.UTF8.GetBytes(Definition), required: false, ["badge", "projects.value"])]);

    private static readonly TypedCase<User> Users = new(Type);

    [Fact]
    public void ReadAndWrite_OfAnExtension_IsWhatTheDefinitionSays()
    {
        JsonNode written = Users.Write(Users.Read(Json));

        Assert.Equal(
            """{"badge":"B-1","hired":"2020-02-29T00:00:00Z","grade":7,"remote":true,"skills":["Go","C#"],"office":{"city":"Oslo","floor":3},"projects":[{"value":"Apollo","type":"lead","primary":true},{"value":"gemini"}]}""",
            written[Urn]!.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Equal([ScimResourceTypes.User.Core.Urn, Urn], written["schemas"]!.AsArray().Select(schema => (string)schema!));
    }

    [Fact]
    public void Message_WithAnExtension_CrossesTheWireAndKeepsIt()
    {
        User user = User.Parser.ParseFrom(Google.Protobuf.MessageExtensions.ToByteArray(Users.Read(Json)));

        Assert.Equal(Users.Read(Json), user);
        Assert.Equal(0.5, (double)Users.Write(user, $"{Urn}:quota")[Urn]!["quota"]!);
        Assert.True(Users.Matches($"{Urn}:quota eq 0.5", user));
    }

    [Theory]
    [InlineData($"{Urn}:badge eq \"B-1\"", true)]
    [InlineData($"{Urn}:badge eq \"b-1\"", false)]
    [InlineData("badge eq \"B-1\"", true)]
    [InlineData($"{Urn}:hired lt \"2021-01-01T00:00:00Z\"", true)]
    [InlineData($"{Urn}:grade ge 7 and {Urn}:remote eq true", true)]
    [InlineData($"{Urn}:skills eq \"c#\"", true)]
    [InlineData($"{Urn}:office.city sw \"os\"", true)]
    [InlineData($"{Urn}:projects[value eq \"Apollo\" and primary eq true]", true)]
    [InlineData($"{Urn}:projects[value eq \"gemini\" and primary eq true]", false)]
    public void Filter_OnAnExtension_DecidesByTheDefinition(string filter, bool expected) => Assert.Equal(expected, Users.Matches(filter, Users.Read(Json)));

    [Fact]
    public void Patch_OfAnExtension_ChangesWhatItNames()
    {
        User user = Users.Read(Json);

        PatchResult<User> patched = Users.Patch(user, $$$"""
            [{"op":"replace","path":"{{{Urn}}}:badge","value":"B-2"},
             {"op":"remove","path":"{{{Urn}}}:office.floor"},
             {"op":"add","path":"{{{Urn}}}:skills","value":["SQL"]},
             {"op":"replace","path":"{{{Urn}}}:projects[value eq \"gemini\"].type","value":"member"},
             {"op":"add","path":"{{{Urn}}}:projects","value":[{"value":"Skylab","primary":true}]},
             {"op":"replace","value":{"{{{Urn}}}":{"remote":false},"{{{Urn}}}:grade":8}}]
            """);

        JsonNode written = Users.Write(patched.Resource)[Urn]!;
        Assert.Equal("B-2", (string)written["badge"]!);
        Assert.Equal("""{"city":"Oslo"}""", written["office"]!.ToJsonString());
        Assert.Equal(["Go", "C#", "SQL"], written["skills"]!.AsArray().Select(skill => (string)skill!));
        Assert.Equal("""[{"value":"Apollo","type":"lead","primary":false},{"value":"gemini","type":"member"},{"value":"Skylab","primary":true}]""", written["projects"]!.ToJsonString());
        Assert.Equal((8, false), ((int)written["grade"]!, (bool)written["remote"]!));
        Assert.Contains(Type.Find(Urn, "badge"), patched.Changed);
        Assert.Equal("B-1", (string)Users.Write(user)[Urn]!["badge"]!);
        Assert.False(Users.Patch(user, $$"""[{"op":"replace","path":"{{Urn}}:badge","value":"B-1"}]""").IsChanged);
        Assert.False(Users.Write(Users.Patch(user, $$"""[{"op":"remove","path":"{{Urn}}"}]""").Resource).AsObject().ContainsKey(Urn));
    }

    [Theory]
    [InlineData(Urn, "", "badge,hired,grade,remote,skills,office,projects")]
    [InlineData($"{Urn}:office.city", "", "office")]
    [InlineData("", $"{Urn}:projects,{Urn}:skills", "badge,hired,grade,remote,office")]
    public void Write_Projected_HasWhatIsReturned(string attributes, string excluded, string expected) => Assert.Equal(
        expected.Split(','), Users.Write(Users.Read(Json), attributes, excluded)[Urn]!.AsObject().Select(property => property.Key));

    [Fact]
    public void Schema_OfAnExtension_IsTheDefinitionWithItsDefaults()
    {
        JsonArray attributes = Users.Schema(Urn)["attributes"]!.AsArray();
        JsonNode projects = attributes.Single(attribute => (string)attribute!["name"]! == "projects")!;

        Assert.Equal(9, attributes.Count);
        Assert.Equal(("string", false, "readWrite", "default", "none"), ((string)attributes[6]!["type"]!, (bool)attributes[6]!["caseExact"]!, (string)attributes[6]!["mutability"]!, (string)attributes[6]!["returned"]!, (string)attributes[6]!["uniqueness"]!));
        Assert.Equal(["lead", "member"], projects["subAttributes"]![1]!["canonicalValues"]!.AsArray().Select(value => (string)value!));
        Assert.True(Type.Find(Urn, "badge")!.Indexed);
        Assert.True(Type.Find(Urn, "projects")!.Value!.Indexed);
    }

    [Fact]
    public void Validation_OfAnExtension_DemandsWhatIsRequired()
    {
        User user = Users.Read("""{"userName":"u","urn:example:params:scim:schemas:hr:1.0:User":{"grade":1}}""");

        ScimException error = Assert.Throws<ScimException>(() => ResourceValidator.Check(Type, null, user));

        Assert.Equal($"{Urn}:badge is required.", error.Detail);
        ResourceValidator.Check(Type, null, new User { UserName = "u" });
    }

    [Fact]
    public void Parse_OfEverythingWrong_TellsAllTogether()
    {
        const string wrong = """
            {"id":"hr","attributes":[{"name":"1a","type":"text"},{"name":"a","type":"complex"},{"name":"A","subAttributes":[{"name":"x"}]},
             {"name":"b","type":"complex","subAttributes":[{"name":"c","type":"complex","subAttributes":[{"name":"d"}]}]},{"name":"e","uniqueness":"server","required":"yes"},
             {"name":"f","referenceTypes":["User"]},{"name":"g","mutability":"readOnly","required":true}, 7]}
            """;

        ScimException error = Assert.Throws<ScimException>(() => CustomExtension.Parse(Encoding.UTF8.GetBytes(wrong), indexed: ["zzz"]));

        Assert.Equal(ScimErrorType.InvalidValue, error.Type);
        foreach (string part in (string[])["id:", "\"1a\"", "\"text\"", "a.subAttributes", "A: subAttributes", "A is defined twice", "b.c:", "e: uniqueness", "e required", "f: referenceTypes", "g: what", "each definition", "zzz"])
        {
            Assert.Contains(part, error.Detail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"id\":\"urn:x:y\"}")]
    [InlineData("{\"id\":\"urn:x:y\",\"attributes\":[]}")]
    [InlineData("{\"id\":7,\"attributes\":[{\"name\":\"a\"}]}")]
    public void Parse_OfNoSchema_IsRefused(string json) =>
        Assert.Equal(400, Assert.Throws<ScimException>(() => CustomExtension.Parse(Encoding.UTF8.GetBytes(json))).Status);

    [Fact]
    public void With_AUriThatIsTaken_IsRefused()
    {
        CustomExtension enterprise = CustomExtension.Parse(Encoding.UTF8.GetBytes(
            """{"id":"URN:ietf:params:scim:schemas:extension:enterprise:2.0:user","attributes":[{"name":"a"}]}"""));

        Assert.Equal(ScimErrorType.InvalidValue, Assert.Throws<ScimException>(() => ScimResourceTypes.User.With([enterprise])).Type);
    }
}
