using System.Text;
using Scim.Protocol.Clients;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Patching;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;
using Scim.Protos.Users.V1;

namespace Scim.Protocol.Tests.Clients;

public sealed class StrictRequestsTests
{
    private const string Core = "urn:ietf:params:scim:schemas:core:2.0:User";
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    /// <summary>Each deviation with the scimType that tells it.</summary>
    public static TheoryData<Tolerance, string, ScimErrorType> Resources { get; } = new()
    {
        { Tolerance.Schemas, """{"userName":"a"}""", ScimErrorType.InvalidSyntax },
        { Tolerance.Schemas, $$"""{"schemas":["{{Enterprise}}"],"userName":"a"}""", ScimErrorType.InvalidSyntax },
        { Tolerance.Schemas, $$"""{"schemas":["{{Core}}"],"userName":"a","{{Enterprise}}":{"department":"d"} }""", ScimErrorType.InvalidSyntax },
        { Tolerance.Schemas, $$"""{"schemas":["{{Core}}","urn:example:other"],"userName":"a"}""", ScimErrorType.InvalidSyntax },
        { Tolerance.UnknownAttributes, Body("\"shoeSize\":44"), ScimErrorType.InvalidSyntax },
        { Tolerance.UnknownAttributes, Body("\"name\":{\"nick\":\"x\"}"), ScimErrorType.InvalidSyntax },
        { Tolerance.Names, Body("\"name.givenName\":\"x\""), ScimErrorType.InvalidSyntax },
        { Tolerance.Names, Body($"\"{Core}:title\":\"x\""), ScimErrorType.InvalidSyntax },
        { Tolerance.Names, Body("\"manager\":\"x\""), ScimErrorType.InvalidSyntax },
        { Tolerance.Names, Body("\"urn:ietf:params:scim:schemas:extension:enterprise:2.0User\":{\"department\":\"d\"}"), ScimErrorType.InvalidSyntax },
        { Tolerance.Shapes, Body("\"emails\":{\"value\":\"a@b.c\"}"), ScimErrorType.InvalidValue },
        { Tolerance.Shapes, Body("\"name\":[{\"givenName\":\"x\"}]"), ScimErrorType.InvalidValue },
        { Tolerance.Shapes, Body("\"emails\":[\"a@b.c\"]"), ScimErrorType.InvalidValue },
        { Tolerance.Shapes, Body("\"roles\":[\"{\\\"value\\\":\\\"25\\\"}\"]"), ScimErrorType.InvalidValue },
        { Tolerance.QuotedValues, Body("\"active\":\"True\""), ScimErrorType.InvalidValue },
        { Tolerance.QuotedValues, Body("\"emails\":[{\"value\":\"a@b.c\",\"primary\":\"true\"}]"), ScimErrorType.InvalidValue },
        { Tolerance.EmptyText, Body("\"title\":\"\""), ScimErrorType.InvalidValue },
    };

    public static TheoryData<Tolerance, string, ScimErrorType> Patches { get; } = new()
    {
        { Tolerance.Schemas, """{"Operations":[{"op":"add","path":"title","value":"x"}]}""", ScimErrorType.InvalidSyntax },
        { Tolerance.Operations, Patch("""{"op":"Add","path":"title","value":"x"}"""), ScimErrorType.InvalidSyntax },
        { Tolerance.Operations, """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":{"op":"add","path":"title","value":"x"}}""", ScimErrorType.InvalidSyntax },
        { Tolerance.Operations, Patch("""{"op":"add","path":"emails[value eq \"a@b.c\"]"}"""), ScimErrorType.InvalidSyntax },
        { Tolerance.Operations, Patch(""), ScimErrorType.InvalidSyntax },
        { Tolerance.RemovedValues, Patch("""{"op":"remove","path":"emails","value":[{"value":"a@b.c"}]}"""), ScimErrorType.InvalidSyntax },
        { Tolerance.ReadOnlyValues, Patch("""{"op":"replace","value":{"id":"1","title":"x"}}"""), ScimErrorType.Mutability },
        { Tolerance.UnknownAttributes, Patch("""{"op":"replace","value":{"shoeSize":44}}"""), ScimErrorType.InvalidSyntax },
        { Tolerance.Names, Patch("""{"op":"replace","value":{"name.givenName":"x"}}"""), ScimErrorType.InvalidPath },
        { Tolerance.Names, Patch("""{"op":"replace","path":"department","value":"x"}"""), ScimErrorType.InvalidPath },
        { Tolerance.Names, Patch($$"""{"op":"replace","path":"{{Enterprise}}.department","value":"x"}"""), ScimErrorType.InvalidPath },
        { Tolerance.Shapes, Patch($$"""{"op":"add","path":"{{Enterprise}}:manager","value":"26118915"}"""), ScimErrorType.InvalidValue },
        { Tolerance.Shapes, Patch("""{"op":"add","value":{"emails":{"value":"a@b.c"}}}"""), ScimErrorType.InvalidValue },
        { Tolerance.QuotedValues, Patch("""{"op":"replace","path":"active","value":"False"}"""), ScimErrorType.InvalidValue },
        { Tolerance.EmptyText, Patch("""{"op":"replace","path":"name.givenName","value":""}"""), ScimErrorType.InvalidValue },
        { Tolerance.Filters, Patch("""{"op":"replace","path":"emails[type eq work].value","value":"a@b.c"}"""), ScimErrorType.InvalidFilter },
        { Tolerance.QuotedValues, Patch("""{"op":"replace","path":"emails[primary eq \"True\"].value","value":"a@b.c"}"""), ScimErrorType.InvalidValue },
    };

    public static TheoryData<Tolerance, string, ScimErrorType> FilterTexts { get; } = new()
    {
        { Tolerance.Filters, "externalId eq jyoung", ScimErrorType.InvalidFilter },
        { Tolerance.Filters, "emails[type eq \"work\"].value eq \"a@b.c\"", ScimErrorType.InvalidFilter },
        { Tolerance.Filters, "emails[type eq \"work\"] eq \"a@b.c\"", ScimErrorType.InvalidFilter },
        { Tolerance.QuotedValues, "active eq \"true\"", ScimErrorType.InvalidFilter },
        { Tolerance.QuotedValues, "title eq 5", ScimErrorType.InvalidFilter },
        { Tolerance.Names, "manager pr", ScimErrorType.InvalidFilter },
        { Tolerance.Names, "title pr and not (department eq \"x\")", ScimErrorType.InvalidFilter },
    };

    public static TheoryData<string> Exact { get; } =
    [
        Body("\"EMAILS\":[{\"value\":\"a@b.c\",\"primary\":true,\"type\":\"work\"}],\"active\":true,\"title\":null,\"addresses\":[]"),
        Body("\"id\":\"7\",\"meta\":{\"resourceType\":\"User\"},\"groups\":[],\"password\":\"secret\",\"roles\":[{\"value\":\"a\"}]"),
        $$"""{"schemas":["{{Core}}","{{Enterprise}}"],"userName":"a","{{Enterprise}}":{"manager":{"value":"1"} } }""",
    ];

    public static TheoryData<string> ExactPatches { get; } =
    [
        Patch("""{"op":"add","path":"emails","value":{"value":"a@b.c"}},{"op":"remove","path":"title"},{"op":"remove","path":"nickName","value":null}"""),
        Patch($$"""{"op":"replace","path":"{{Enterprise}}:manager.value","value":"1"},{"op":"add","path":"{{Core}}:name.givenName","value":"x"}"""),
        Patch($$"""{"op":"replace","path":"{{Enterprise}}","value":{"department":"d"} },{"op":"add","value":{"name":{"givenName":"x"},"{{Enterprise}}":{"costCenter":"c"} } }"""),
        Patch("""{"op":"replace","path":"emails[type eq \"work\" and primary eq true].value","value":"a@b.c"}"""),
    ];

    [Theory]
    [MemberData(nameof(Resources))]
    public void Resource_WithADeviation_IsTakenOnlyWhereItIsTolerated(Tolerance kind, string json, ScimErrorType expected)
    {
        ScimJsonReader.Read(Encoding.UTF8.GetBytes(json), ScimResourceTypes.User, new User());
        Tells(kind, expected, tolerated => StrictRequests.CheckResource(Encoding.UTF8.GetBytes(json), ScimResourceTypes.User, tolerated));
    }

    [Theory]
    [MemberData(nameof(Patches))]
    public void Patch_WithADeviation_IsTakenOnlyWhereItIsTolerated(Tolerance kind, string json, ScimErrorType expected)
    {
        IReadOnlyList<PatchOperation> operations = PatchRequest.Read(Encoding.UTF8.GetBytes(json));
        PatchApplier.Apply(ScimResourceTypes.User, new User { UserName = "a" }, operations);
        Tells(kind, expected, tolerated => StrictRequests.CheckPatch(Encoding.UTF8.GetBytes(json), ScimResourceTypes.User, tolerated));
    }

    [Theory]
    [MemberData(nameof(FilterTexts))]
    public void Filter_WithADeviation_IsTakenOnlyWhereItIsTolerated(Tolerance kind, string filter, ScimErrorType expected)
    {
        FilterBinder.Bind(FilterParser.Parse(filter), ScimResourceTypes.User);
        Tells(kind, expected, tolerated => StrictRequests.CheckFilter(filter, ScimResourceTypes.User, tolerated));
    }

    [Theory]
    [MemberData(nameof(Exact))]
    public void Resource_ByTheLetter_IsTaken(string json) =>
        StrictRequests.CheckResource(Encoding.UTF8.GetBytes(json), ScimResourceTypes.User, Tolerance.None);

    [Theory]
    [MemberData(nameof(ExactPatches))]
    public void Patch_ByTheLetter_IsTaken(string json) =>
        StrictRequests.CheckPatch(Encoding.UTF8.GetBytes(json), ScimResourceTypes.User, Tolerance.None);

    [Theory]
    [InlineData("userName eq \"a\" and (emails[type eq \"work\" and value co \"@b\"] or not (active eq true)) and title ne null")]
    [InlineData(Enterprise + ":manager.value eq \"1\" and " + Core + ":name.givenName sw \"x\" and emails.primary eq true and emails co \"x\"")]
    [InlineData("meta.lastModified gt \"2026-01-01T00:00:00Z\" and schemas eq \"" + Core + "\"")]
    public void Filter_ByTheLetter_IsTaken(string filter) => StrictRequests.CheckFilter(filter, ScimResourceTypes.User, Tolerance.None);

    [Theory]
    [InlineData("add")]
    [InlineData("replace")]
    public void Element_ThatIsNotThere_IsMadeOnlyWhereThatIsTolerated(string op)
    {
        IReadOnlyList<PatchOperation> operations = PatchRequest.Read(Encoding.UTF8.GetBytes(Patch($$"""{"op":"{{op}}","path":"emails[type eq \"work\"].value","value":"a@b.c"}""")));
        var user = new User { UserName = "a" };

        Assert.Equal("a@b.c", Assert.Single(PatchApplier.Apply(ScimResourceTypes.User, user, operations).Resource.Emails).Value);
        var error = Assert.Throws<ScimException>(() => PatchApplier.Apply(ScimResourceTypes.User, user, operations, Tolerance.All & ~Tolerance.MissingElements));
        Assert.Equal(ScimErrorType.NoTarget, error.Type);
    }

    [Fact]
    public void Deviations_Several_AreToldTogether()
    {
        byte[] json = Encoding.UTF8.GetBytes("""{"userName":"a","active":"True","emails":{"value":"x"}}""");

        var error = Assert.Throws<ScimException>(() => StrictRequests.CheckResource(json, ScimResourceTypes.User, Tolerance.None));

        Assert.All(["schemas", "active", "emails"], name => Assert.Contains(name, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Profiles_ButTheStrictOne_TolerateEverything()
    {
        foreach (ClientProfile profile in Enum.GetValues<ClientProfile>())
        {
            Assert.Equal(profile == ClientProfile.Strict ? Tolerance.None : Tolerance.All, ClientRules.Of(profile).Tolerated);
            Assert.Equal(profile == ClientProfile.Okta, ClientRules.Of(profile).RevivesDeactivated);
        }
    }

    private static void Tells(Tolerance kind, ScimErrorType expected, Action<Tolerance> check)
    {
        check(Tolerance.All);
        check(kind);
        Assert.Equal(expected, Assert.Throws<ScimException>(() => check(Tolerance.All & ~kind)).Type);
        Assert.Equal(expected, Assert.Throws<ScimException>(() => check(Tolerance.None)).Type);
    }

    private static string Body(string members) => $$"""{"schemas":["{{Core}}"],"userName":"a",{{members}}}""";

    private static string Patch(string operations) => $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{{operations}}]}""";
}
