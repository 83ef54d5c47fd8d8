using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;
using Scim.Protocol.Tests.Filters;
using Scim.Protos.Users.V1;

namespace Scim.Protocol.Tests.SecondOpinion;

/// <summary>
/// Filters as scim2-parse-filter reads them and decides on them. docs/conformance.md explains the differences, which
/// <see cref="Differences"/> holds; beyond them both must agree.
/// </summary>
public sealed class FilterSecondOpinionTests
{
    private const string Ext = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    private static readonly Gen<string> Comparison = Gen.OneOf(
        Gen.Select(
            FilterGen.OneOfConst("userName", "title", "name.familyName", "emails.value", "emails.type", $"{Ext}:department"),
            FilterGen.OneOfConst("eq", "co", "sw", "ew", "gt", "ge", "lt", "le", "EQ"),
            FilterGen.OneOfConst("a", "b", "ab", "work", "home"),
            (name, op, value) => $"{name} {op} \"{value}\""),
        FilterGen.OneOfConst("userName ne \"a\"", "active eq true", "active eq false", "title pr", "emails pr", "emails.type pr", "ims pr", "name.familyName pr"));

    // Joined by or: with and, or a negation, there it need not be the same element.
    private static readonly Gen<string> InValuePath = Gen.Select(
        FilterGen.OneOfConst("value", "type"), FilterGen.OneOfConst("eq", "co", "ge"), FilterGen.OneOfConst("a", "work"),
        FilterGen.OneOfConst("", " or value pr", " or type pr", " or value sw \"b\""),
        (name, op, value, other) => $"emails[{name} {op} \"{value}\"{other}]");

    private static readonly Gen<string> Filter = Tree(3);

    private static readonly Gen<string> Resource = Gen.Select(
        Gen.Select(Text, Text.Null(), Text.Null()),
        Gen.Bool.Nullable(),
        Gen.Select(Text, FilterGen.OneOfConst("work", "home", null), (value, type) => new JsonObject { ["value"] = value, ["type"] = type }).Array[0, 3],
        Text.Null(),
        (texts, active, emails, department) => Clean(new JsonObject
        {
            ["userName"] = texts.Item1,
            ["title"] = texts.Item2,
            ["active"] = active,
            ["name"] = texts.Item3 is null ? null : new JsonObject { ["familyName"] = texts.Item3 },
            ["emails"] = emails.Length == 0 ? null : new JsonArray([.. emails.Select(Clean)]),
            [Ext] = department is null ? null : new JsonObject { ["department"] = department },
        }).ToJsonString());

    private static Gen<string> Text => FilterGen.OneOfConst("a", "b", "ab", "ba", "aab");

    /// <summary>A filter on <c>{userName: "Ab", emails: [{value: "x", type: "work"}, {value: "y", type: "home"}]}</c>, what it gives here, what there.</summary>
    private static readonly (string Filter, bool Here, bool? There)[] Differences =
    [
        ("userName eq \"aB\"", true, false), // RFC 7643 8.7.1: caseExact false
        ("title ne \"x\"", true, false), // RFC 7644 table 3: the values are not identical
        ("emails co \"x\"", true, false), // RFC 7644 3.4.2.2: the attribute's value sub-attribute
        ("emails eq \"x\"", true, false),
        ("emails[type eq \"home\" and value eq \"x\"]", false, true), // RFC 7644 3.4.2.2: the same element
        ("not (emails[not (type eq \"work\")])", false, true),
        ("userName eq \"\\u0041b\"", true, false), // RFC 7644 3.4.2.2: a JSON string
        ("userName eq Ab", true, null), // without quotes, as Entra's documentation has it
        ("emails[type eq \"work\"] eq \"x\"", true, null), // an older documentation of Entra's
    ];

    [Fact]
    public async Task Parse_RandomFilter_HasTheSameTree()
    {
        string[] filters = Gen.OneOf(Filter, Literal).Array[1_500].Single();

        JsonObject[] answers = await SecondOpinionProcess.AskAsync(
            [.. filters.Select(filter => new JsonObject { ["kind"] = "parse", ["filter"] = filter })]);

        Assert.All(filters.Zip(answers), pair =>
        {
            JsonNode mine = Shape(FilterParser.Parse(pair.First));
            Assert.True(JsonNode.DeepEquals(mine, pair.Second["tree"]), $"{pair.First}: {mine.ToJsonString()} and {pair.Second.ToJsonString()}");
        });
    }

    [Fact]
    public async Task Matches_RandomFilterAndUser_IsTheSame()
    {
        (string Filter, string Resource)[] cases = Gen.Select(Filter, Resource, (filter, resource) => (filter, resource)).Array[1_500].Single();

        JsonObject[] answers = await SecondOpinionProcess.AskAsync([.. cases.Select(item => Question(item.Filter, item.Resource))]);

        Assert.All(cases.Zip(answers), pair => Assert.True(
            Matches(pair.First.Filter, pair.First.Resource) == (bool?)pair.Second["matches"],
            $"{pair.First}: {pair.Second.ToJsonString()}"));
    }

    [Fact]
    public async Task Matches_KnownDifference_IsAsExplained()
    {
        const string User = """{"userName":"Ab","emails":[{"value":"x","type":"work"},{"value":"y","type":"home"}]}""";
        JsonObject[] answers = await SecondOpinionProcess.AskAsync([.. Differences.Select(item => Question(item.Filter, User))]);

        Assert.All(Differences.Zip(answers), pair =>
        {
            Assert.Equal(pair.First.Here, Matches(pair.First.Filter, User));
            Assert.Equal(pair.First.There, (bool?)pair.Second["matches"]);
        });
    }

    // Literals of all kinds; a string with a backslash and a negative number before other text are read wrongly there.
    private static Gen<string> Literal => Gen.OneOf(
        Gen.String[Gen.Char[' ', '~'], 0, 12].Where(text => !text.Contains('\\', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal)).Select(text => $"a.b eq \"{text}\""),
        Gen.Int[0, 1_000_000].Select(number => $"(a gt {number}) and b pr"),
        FilterGen.OneOfConst("a eq null", "a eq true or b eq false", "a lt -1.5", "urn:x:1.0:y.z pr", "a eq \"x\\\"y\""));

    private static Gen<string> Tree(int depth)
    {
        Gen<string> leaf = Gen.OneOf(Comparison, Comparison, InValuePath);
        if (depth == 0)
        {
            return leaf;
        }

        Gen<string> nested = Tree(depth - 1);
        return Gen.OneOf(
            leaf,
            Gen.Select(nested, nested, (left, right) => $"{left} and {right}"),
            Gen.Select(nested, nested, (left, right) => $"{left} or {right}"),
            Gen.Select(nested, nested, (left, right) => $"({left} or {right}) and {left}"),
            nested.Select(item => $"not ({item})"));
    }

    private static JsonObject Shape(FilterExpression filter) => filter switch
    {
        AndFilter and => new JsonObject { ["op"] = "and", ["filters"] = new JsonArray([.. and.Operands.Select(Shape)]) },
        OrFilter or => new JsonObject { ["op"] = "or", ["filters"] = new JsonArray([.. or.Operands.Select(Shape)]) },
        NotFilter not => new JsonObject { ["op"] = "not", ["filter"] = Shape(not.Operand) },
        PresentFilter present => new JsonObject { ["op"] = "pr", ["attrPath"] = present.Name.ToString() },
        ValuePathFilter path => new JsonObject { ["op"] = "[]", ["attrPath"] = path.Name.ToString(), ["valFilter"] = Shape(path.Filter) },
        CompareFilter compare => new JsonObject
        {
            ["op"] = compare.Operator.ToScim(),
            ["attrPath"] = compare.Name.ToString(),
            ["compValue"] = JsonNode.Parse(compare.Value.ToString()),
        },
        _ => throw new ArgumentException("unknown", nameof(filter)),
    };

    private static JsonObject Question(string filter, string resource) =>
        new() { ["kind"] = "match", ["filter"] = filter, ["resource"] = JsonNode.Parse(resource) };

    private static bool Matches(string filter, string resource)
    {
        var user = new User();
        ScimJsonReader.Read(Encoding.UTF8.GetBytes(resource), ScimResourceTypes.User, user, ScimReadOptions.Server);
        return FilterEvaluator.Matches(FilterBinder.Bind(FilterParser.Parse(filter), ScimResourceTypes.User), user);
    }

    private static JsonObject Clean(JsonObject value)
    {
        foreach (string name in value.Where(item => item.Value is null).Select(item => item.Key).ToArray())
        {
            value.Remove(name);
        }

        return value;
    }
}
