using CsCheck;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Tests.Filters;

namespace Scim.Protocol.Tests.Paths;

public sealed class AttributePathParserTests
{
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    private const string Core = "urn:ietf:params:scim:schemas:core:2.0:User";

    /// <summary>Path, schema, attribute, filter, sub-attribute.</summary>
    public static TheoryData<string, string?, string?, string?, string?> Accepted() => new()
    {
        // RFC 7644 3.5.2 and its figures
        { "members", null, "members", null, null },
        { "name.familyName", null, "name", null, "familyName" },
        { "addresses[type eq \"work\"]", null, "addresses", "type eq \"work\"", null },
        { "members[value eq \"2819c223-7f76-453a-919d-413861904646\"]", null, "members", "value eq \"2819c223-7f76-453a-919d-413861904646\"", null },
        {
            "members[value eq \"2819c223-7f76-453a-919d-413861904646\"].displayName", null, "members",
            "value eq \"2819c223-7f76-453a-919d-413861904646\"", "displayName"
        },
        { "emails[type eq \"work\" and value ew \"example.com\"]", null, "emails", "type eq \"work\" and value ew \"example.com\"", null },
        { "addresses[type eq \"work\"].streetAddress", null, "addresses", "type eq \"work\"", "streetAddress" },
        { "nickName", null, "nickName", null, null },

        // Entra
        { "emails[type eq \"work\"].value", null, "emails", "type eq \"work\"", "value" },
        { "roles[primary eq \"True\"].display", null, "roles", "primary eq \"True\"", "display" },
        { "roles[primary EQ \"True\"].value", null, "roles", "primary eq \"True\"", "value" },
        { $"{Enterprise}:department", Enterprise, "department", null, null },
        { $"{Enterprise}:manager", Enterprise, "manager", null, null },
        { $"{Enterprise}:manager.value", Enterprise, "manager", null, "value" },
        { $"{Enterprise}.department", Enterprise, "department", null, null },
        { Enterprise, Enterprise, null, null, null },
        { Enterprise.ToUpperInvariant(), Enterprise.ToUpperInvariant(), null, null, null },
        { $"{Core}:userName", Core, "userName", null, null },
        { $"{Core}:emails[type eq \"work\"].value", Core, "emails", "type eq \"work\"", "value" },
        { "urn:contoso:other:1.0:badge.number", "urn:contoso:other:1.0", "badge", null, "number" },
        { "members[value eq 2819c223]", null, "members", "value eq \"2819c223\"", null },
        { " members.$ref ", null, "members", null, "$ref" },
        { "emails [type eq \"a]b\"] .value ", null, "emails", "type eq \"a]b\"", "value" },
    };

    /// <summary>A text that is no path, the type of its error and the offset that it names.</summary>
    public static TheoryData<string, ScimErrorType, int> Refused() => new()
    {
        { "", ScimErrorType.InvalidPath, 0 },
        { "1", ScimErrorType.InvalidPath, 0 },
        { " a b", ScimErrorType.InvalidPath, 1 },
        { "a.b.c", ScimErrorType.InvalidPath, 0 },
        { "a.", ScimErrorType.InvalidPath, 0 },
        { "[a pr]", ScimErrorType.InvalidPath, 0 },
        { "name.familyName[a pr]", ScimErrorType.InvalidPath, 15 },
        { "emails[type eq \"work\"]value", ScimErrorType.InvalidPath, 22 },
        { "emails[type eq \"work\"].a.b", ScimErrorType.InvalidPath, 22 },
        { "emails[type eq \"work\"] eq \"x\"", ScimErrorType.InvalidPath, 22 },
        { "emails[type eq", ScimErrorType.InvalidFilter, 14 },
        { "emails[]", ScimErrorType.InvalidFilter, 7 },
        { "emails[a[b pr]]", ScimErrorType.InvalidFilter, 9 },
        { "urn:ietf:params:2.0", ScimErrorType.InvalidPath, 0 },
        { $"{Enterprise}[a pr]", ScimErrorType.InvalidPath, 58 },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Parse_Path_GivesItsParts(string path, string? schema, string? attribute, string? filter, string? sub)
    {
        AttributePath parsed = AttributePathParser.Parse(path, IsSchema);

        Assert.Equal((schema, attribute, filter, sub), (parsed.Schema, parsed.Attribute, parsed.Filter?.ToString(), parsed.SubAttribute));
        Assert.Equal(parsed, AttributePathParser.Parse(parsed.ToString(), IsSchema));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Parse_Malformed_NamesTheOffset(string path, ScimErrorType type, int offset)
    {
        var error = Assert.Throws<ScimException>(() => AttributePathParser.Parse(path, IsSchema));

        Assert.Equal(type, error.Type);
        Assert.EndsWith($"(at offset {offset}).", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void ParseList_NamesOfAProjection_GivesEach()
    {
        IReadOnlyList<AttributePath> names =
            AttributePathParser.ParseList($"userName, name.familyName,,{Enterprise}:department,{Enterprise} ,", IsSchema);

        Assert.Equal(
            ["userName", "name.familyName", $"{Enterprise}:department", Enterprise],
            names.Select(name => name.ToString()));
    }

    [Theory]
    [InlineData("userName,emails[type eq \"work\"]", 9)]
    [InlineData("userName, 1", 10)]
    public void ParseList_NotAName_IsInvalidPath(string list, int offset)
    {
        var error = Assert.Throws<ScimException>(() => AttributePathParser.ParseList(list));

        Assert.Equal(ScimErrorType.InvalidPath, error.Type);
        Assert.EndsWith($"(at offset {offset}).", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TextOfAnyPath_GivesAnEqualPath()
    {
        Gen.Select(FilterGen.Name, Gen.OneOf(Gen.Const(() => (FilterExpression?)null), FilterGen.ValueFilter.Select(item => (FilterExpression?)item)))
            .Sample((name, filter) =>
            {
                FilterExpression? parsed = filter is null ? null : FilterParser.Parse(filter.ToString());
                var path = new AttributePath(name.Schema, name.Attribute, parsed, name.SubAttribute);
                return AttributePathParser.Parse(path.ToString()).Equals(path);
            }, iter: 5_000);
    }

    [Fact]
    public void Parse_AnyText_ThrowsNothingButScimException()
    {
        FilterGen.Noise.Sample(text =>
        {
            try
            {
                AttributePath path = AttributePathParser.Parse(text, IsSchema);
                Assert.Equal(path, AttributePathParser.Parse(path.ToString(), IsSchema));
                AttributePathParser.ParseList(text, IsSchema);
            }
            catch (ScimException error)
            {
                Assert.True(error.Type is ScimErrorType.InvalidPath or ScimErrorType.InvalidFilter);
            }
        }, iter: 10_000);
    }

    private static bool IsSchema(ReadOnlySpan<char> urn) =>
        urn.Equals(Enterprise, StringComparison.OrdinalIgnoreCase) || urn.Equals(Core, StringComparison.OrdinalIgnoreCase);
}
