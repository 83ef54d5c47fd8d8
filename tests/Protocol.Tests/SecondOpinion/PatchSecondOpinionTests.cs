using System.Text.Json.Nodes;
using CsCheck;
using Scim.Protocol.Errors;
using Scim.Protocol.Patching;
using Scim.Protocol.Schema;
using Scim.Protocol.Tests.Filters;
using Scim.Protocol.Tests.Patching;
using Scim.Protos.Users.V1;

namespace Scim.Protocol.Tests.SecondOpinion;

/// <summary>
/// PATCHes as scim-patch applies them. docs/conformance.md explains the differences, which <see cref="Differences"/>
/// holds; beyond them both must agree.
/// </summary>
public sealed class PatchSecondOpinionTests
{
    private const string Ext = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    private static readonly Gen<string> Op = FilterGen.OneOfConst("add", "replace", "Add", "Replace");

    private static readonly Gen<string> Text = FilterGen.OneOfConst("a", "b", "c");

    private static readonly Gen<string> Kind = FilterGen.OneOfConst("work", "home", "other");

    private static readonly Gen<string> Simple = Gen.Select(
        Op, FilterGen.OneOfConst("title", "nickName", "name.givenName", "name.familyName", $"{Ext}:department", $"{Ext}:manager.value"), Text,
        (op, path, value) => $$"""{"op":"{{op}}","path":"{{path}}","value":"{{value}}"}""");

    private static readonly Gen<string> Removal = FilterGen.OneOfConst("title", "nickName", "name.givenName", "emails", "addresses", $"{Ext}:department")
        .Select(path => $$"""{"op":"remove","path":"{{path}}"}""");

    // Each element has a value of its own: with the same value and type, there a second element is added.
    private static readonly Gen<string> Element = Gen.Select(
        Gen.Int[0, 999_999], Kind, (number, type) => $$"""{"value":"v{{number}}","type":"{{type}}"}""");

    private static readonly Gen<string> Elements = Element.Array[1, 3].Select(items => $"[{string.Join(',', items)}]");

    private static readonly Gen<string> Filtered = Gen.OneOf(
        Gen.Select(Op, Kind, FilterGen.OneOfConst("value", "display"), Text, (op, type, sub, value) =>
            $$"""{"op":"{{op}}","path":"emails[type eq \"{{type}}\"].{{sub}}","value":"{{value}}"}"""),
        Kind.Select(type => $$"""{"op":"remove","path":"emails[type eq \"{{type}}\"]"}"""),
        FilterGen.OneOfConst("type eq \\\"work\\\" or type eq \\\"home\\\"", "value sw \\\"v1\\\"", "value co \\\"9\\\"").Select(filter =>
            $$"""{"op":"remove","path":"emails[{{filter}}]"}"""));

    private static readonly Gen<string> Whole = Gen.Select(FilterGen.OneOfConst("add", "replace"), Elements, (op, values) =>
        $$"""{"op":"{{op}}","path":"emails","value":{{values}}}""");

    private static readonly Gen<string> WithoutPath = Gen.Select(FilterGen.OneOfConst("add", "replace"), Text, Text, Elements, (op, title, name, emails) =>
        $$"""{"op":"{{op}}","value":{"title":"{{title}}","name.givenName":"{{name}}","{{Ext}}:division":"{{title}}","emails":{{emails}} } }""");

    private static readonly Gen<string> Operations = Gen.OneOf(Simple, Simple, Removal, Filtered, Filtered, Whole, WithoutPath)
        .Array[1, 5].Select(items => $"[{string.Join(',', items)}]");

    private static readonly Gen<string> Resource = Gen.Select(Elements, Text, (emails, text) =>
        $$$"""{"userName":"u","title":"{{{text}}}","name":{"givenName":"{{{text}}}"},"emails":{{{emails}}},"{{{Ext}}}":{"department":"{{{text}}}"},"addresses":[{"type":"work","locality":"l"}]}""");

    /// <summary>The Operations, the resource before, and after here and there; null where there is an error.</summary>
    private static readonly (string Operations, string Before, string? Here, string? There)[] Differences =
    [
        ( // RFC 7643 2.4: no combination of type and value twice
            """[{"op":"add","path":"emails","value":[{"value":"x","type":"work","display":"d"}]}]""",
            """{"userName":"u","emails":[{"value":"x","type":"work"}]}""",
            """{"userName":"u","emails":[{"value":"x","type":"work","display":"d"}]}""",
            """{"userName":"u","emails":[{"value":"x","type":"work"},{"value":"x","type":"work","display":"d"}]}"""),
        ( // RFC 7644 3.5.2.1: a value that exists already changes nothing
            """[{"op":"add","value":{"emails":[{"value":"x","type":"work"}]}}]""",
            """{"userName":"u","emails":[{"value":"x","type":"work"}]}""",
            """{"userName":"u","emails":[{"value":"x","type":"work"}]}""",
            """{"userName":"u","emails":[{"value":"x","type":"work"},{"value":"x","type":"work"}]}"""),
        ( // RFC 7644 3.5.2: setting primary clears the others
            """[{"op":"replace","path":"emails[value eq \"y\"].primary","value":true}]""",
            """{"userName":"u","emails":[{"value":"x","primary":true},{"value":"y"}]}""",
            """{"userName":"u","emails":[{"value":"x","primary":false},{"value":"y","primary":true}]}""",
            """{"userName":"u","emails":[{"value":"x","primary":true},{"value":"y","primary":true}]}"""),
        ( // RFC 7644 3.5.2.2: a required attribute cannot be removed
            """[{"op":"remove","path":"userName"}]""", """{"userName":"u"}""", null, "{}"),
        ( // RFC 7643 7: readOnly
            """[{"op":"replace","path":"id","value":"2"}]""", """{"userName":"u","id":"1"}""", null, """{"userName":"u","id":"2"}"""),
        ( // RFC 7643 2.5: null is unassigned, and Entra means the same by ""
            """[{"op":"replace","path":"title","value":""},{"op":"replace","path":"emails[type eq \"work\"].value","value":""}]""",
            """{"userName":"u","title":"t","emails":[{"value":"x","type":"work"}]}""",
            """{"userName":"u"}""",
            """{"userName":"u","emails":[{"type":"work"}]}"""),
        ( // Entra removes the members it names, whatever else the server knows of them
            """[{"op":"remove","path":"emails","value":[{"value":"x"}]}]""",
            """{"userName":"u","emails":[{"value":"x","type":"work"},{"value":"y"}]}""",
            """{"userName":"u","emails":[{"value":"y"}]}""",
            """{"userName":"u","emails":[{"value":"x","type":"work"},{"value":"y"}]}"""),
        ( // Entra's mapping of roles: a filter of several comparisons describes an element too
            """[{"op":"add","path":"emails[type eq \"work\" and primary eq true].value","value":"x"}]""",
            """{"userName":"u"}""",
            """{"userName":"u","emails":[{"type":"work","primary":true,"value":"x"}]}""",
            null),
        ( // RFC 7644 3.5.2.2 has no error for it, and Entra repeats removals
            """[{"op":"remove","path":"emails[type eq \"work\"]"}]""", """{"userName":"u"}""", """{"userName":"u"}""", null),
        ( // RFC 7644 3.5.2.3: a filter on the value that is to be replaced finds nothing
            """[{"op":"replace","path":"emails[value eq \"x\"].display","value":"d"}]""", """{"userName":"u","emails":[{"value":"y"}]}""", null,
            """{"userName":"u","emails":[{"value":"y"},{"value":"x","display":"d"}]}"""),
    ];

    [Fact]
    public async Task Apply_RandomOperations_GiveTheSameUser()
    {
        (string Before, string Operations)[] cases = Gen.Select(Resource, Operations, (before, operations) => (before, operations)).Array[1_500].Single();

        JsonObject[] answers = await SecondOpinionProcess.AskAsync([.. cases.Select(item => Question(item.Before, item.Operations))]);

        // There it is an error to remove by a filter from an attribute that has no values.
        Assert.All(cases.Zip(answers).Where(pair => pair.Second["error"]?.ToString().Contains("mono valued", StringComparison.Ordinal) != true), pair => AssertSame(
            Here(pair.First.Before, pair.First.Operations), There(pair.Second), $"{pair.First}: {pair.Second.ToJsonString()}"));
    }

    [Fact]
    public async Task Apply_KnownDifference_IsAsExplained()
    {
        JsonObject[] answers = await SecondOpinionProcess.AskAsync([.. Differences.Select(item => Question(item.Before, item.Operations))]);

        Assert.All(Differences.Zip(answers), pair =>
        {
            AssertSame(Read(pair.First.Here), Here(pair.First.Before, pair.First.Operations), $"here: {pair.First.Operations}");
            AssertSame(Read(pair.First.There), There(pair.Second), $"there: {pair.First.Operations} {pair.Second.ToJsonString()}");
        });
    }

    private static JsonObject Question(string before, string operations) =>
        new() { ["kind"] = "patch", ["resource"] = JsonNode.Parse(before), ["operations"] = JsonNode.Parse(operations) };

    private static User? Here(string before, string operations)
    {
        try
        {
            return PatchApplier.Apply(ScimResourceTypes.User, Read(before)!, PatchCase.Operations(operations)).Resource;
        }
        catch (ScimException)
        {
            return null;
        }
    }

    private static User? There(JsonObject answer) => Read(answer["resource"]?.ToJsonString());

    private static User? Read(string? json) => json is null ? null : PatchCase.Resource<User>(ScimResourceTypes.User, json);

    private static void AssertSame(User? expected, User? actual, string message) =>
        Assert.True(Equals(expected, actual), $"{message}: {expected} and {actual}");
}
