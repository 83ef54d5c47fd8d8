using Scim.Protocol.Errors;
using Scim.Protocol.Filters;

namespace Scim.Protocol.Tests.Filters;

public sealed class FilterParserTests
{
    /// <summary>A filter and its canonical text; null where they are the same.</summary>
    public static TheoryData<string, string?> Accepted() => new()
    {
        // RFC 7644 figure 2 (3.4.2.2)
        { "userName eq \"bjensen\"", null },
        { "name.familyName co \"O'Malley\"", null },
        { "userName sw \"J\"", null },
        { "urn:ietf:params:scim:schemas:core:2.0:User:userName sw \"J\"", null },
        { "title pr", null },
        { "meta.lastModified gt \"2011-05-13T04:42:34Z\"", null },
        { "meta.lastModified ge \"2011-05-13T04:42:34Z\"", null },
        { "meta.lastModified lt \"2011-05-13T04:42:34Z\"", null },
        { "meta.lastModified le \"2011-05-13T04:42:34Z\"", null },
        { "title pr and userType eq \"Employee\"", null },
        { "title pr or userType eq \"Intern\"", null },
        { "schemas eq \"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"", null },
        { "userType eq \"Employee\" and (emails co \"example.com\" or emails.value co \"example.org\")", null },
        { "userType ne \"Employee\" and not (emails co \"example.com\" or emails.value co \"example.org\")", null },
        { "userType eq \"Employee\" and (emails.type eq \"work\")", "userType eq \"Employee\" and emails.type eq \"work\"" },
        { "userType eq \"Employee\" and emails[type eq \"work\" and value co \"@example.com\"]", null },
        {
            "emails[type eq \"work\" and value co \"@example.com\"] or ims[type eq \"xmpp\" and value co \"@foo.com\"]", null
        },

        // RFC 7644 3.4.2, 3.4.3, 3.12
        { "displayName sw \"smith\"", null },
        { "emails eq \"bjensen@example.com\"", null },

        // Operators of table 3, in any case (3.4.2.2)
        { "userName EQ \"x\" AND nickName Ne \"y\" Or title PR", "userName eq \"x\" and nickName ne \"y\" or title pr" },
        { "userName ew \"n\"", null },
        { "NOT (active eq true)", "not (active eq true)" },
        { "not(active eq true)", "not (active eq true)" },
        { "primary EQ \"True\"", "primary eq \"True\"" },
        { "roles[primary EQ \"True\"].value eq \"x\"", "roles[primary eq \"True\" and value eq \"x\"]" },

        // Precedence: grouping, not, and, or (table 5)
        { "a pr or b pr and c pr", null },
        { "a pr and b pr or c pr", null },
        { "(a pr or b pr) and c pr", null },
        { "a pr and (b pr or c pr)", null },
        { "a pr or (b pr and c pr)", "a pr or b pr and c pr" },
        { "not (a pr) and b pr", null },
        { "not (a pr and b pr)", null },
        { "not (not (a pr))", null },
        { "((a pr))", "a pr" },
        { "(a pr and b pr) and c pr", "a pr and b pr and c pr" },
        { "a pr or (b pr or (c pr or d pr))", "a pr or b pr or c pr or d pr" },

        // Literals
        { "active eq true", null },
        { "active eq FALSE", "active eq false" },
        { "title eq null", null },
        { "count eq 12345678901234567890", null },
        { "ratio eq -1.50", null },
        { "ratio gt 1e10", null },
        { "ratio lt 1.0E-7", null },
        { "title eq \"a\\\"b\\\\c\"", null },
        { "title eq \"\\u0041\\u00e9\\/\"", "title eq \"Aé/\"" },
        { "title eq \"tab\\tend\"", "title eq \"tab\\u0009end\"" },
        { "title eq \"\\uD83D\\uDE00\"", "title eq \"😀\"" },
        { "title eq \"a and b or (c)\"", null },
        { "title eq \"\"", null },

        // What clients send beyond the grammar
        { "externalId eq jyoung", "externalId eq \"jyoung\"" },
        { "id eq 9c4b6b2a-7f76 and manager eq 2819c223", "id eq \"9c4b6b2a-7f76\" and manager eq \"2819c223\"" },
        { "employeeNumber eq 007", "employeeNumber eq \"007\"" },
        { "userName eq dale.mohr@romaguera.uk", "userName eq \"dale.mohr@romaguera.uk\"" },
        { "(externalId eq jyoung)", "externalId eq \"jyoung\"" },
        { "emails[type eq work]", "emails[type eq \"work\"]" },
        { "emails[type eq \"work\"].value eq \"x\"", "emails[type eq \"work\" and value eq \"x\"]" },
        { "emails[type eq \"work\"] eq \"x\"", "emails[type eq \"work\" and value eq \"x\"]" },
        { "emails[type eq \"work\" or primary eq true].value eq \"x\"", "emails[(type eq \"work\" or primary eq true) and value eq \"x\"]" },
        { "emails[type eq \"work\"].value pr and a pr", "emails[type eq \"work\" and value pr] and a pr" },
        { "emails[type eq \"work\"] and a pr", null },
        { "  userName\teq   \"x\"  ", "userName eq \"x\"" },
        { "emails [ type eq \"work\" ]", "emails[type eq \"work\"]" },

        // Names
        { "members.$ref pr", null },
        { "x509Certificates pr", null },
        { "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq \"x\"", null },
        { "URN:ietf:params:scim:schemas:extension:enterprise:2.0:User:department pr", null },
        { "urn:ietf:params:scim:schemas:core:2.0:User:emails[type eq \"work\"]", null },
        { "order eq \"x\" or android pr and nothing pr", null },
        { "not pr", null },
    };

    /// <summary>A text that is no filter, and the offset that the error names.</summary>
    public static TheoryData<string, int> Refused() => new()
    {
        { "", 0 },
        { "   ", 3 },
        { "userName", 8 },
        { "userName eq", 11 },
        { "userName xx \"y\"", 9 },
        { "userName eq \"y", 12 },
        { "userName eq \"y\\", 14 },
        { "userName eq \"\\x\"", 13 },
        { "userName eq \"\\u12\"", 13 },
        { "userName eq \"\\uD800\"", 13 },
        { "userName eq \"a\nb\"", 14 },
        { "userName eq \"y\" and", 19 },
        { "userName eq \"y\" nickName pr", 16 },
        { "userName eq and x pr", 12 },
        { "(a pr", 5 },
        { "a pr)", 4 },
        { "not a pr", 4 },
        { "and a pr", 4 },
        { "1a pr", 0 },
        { "a.b.c pr", 0 },
        { "a. pr", 0 },
        { "urn: pr", 0 },
        { "$ pr", 0 },
        { "é pr", 0 },
        { "emails[type eq \"work\"", 21 },
        { "emails[]", 7 },
        { "emails[type eq \"work\"]]", 22 },
        { "emails[ims[a pr]]", 11 },
        { "emails.value[a pr]", 13 },
        { "emails[type eq \"work\"].1 eq \"x\"", 23 },
        { "userName[eq \"x\"]", 12 },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Parse_Filter_GivesItsCanonicalText(string filter, string? canonical)
    {
        FilterExpression tree = FilterParser.Parse(filter);

        Assert.Equal(canonical ?? filter, tree.ToString());
        Assert.Equal(tree, FilterParser.Parse(tree.ToString()));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Parse_Malformed_IsInvalidFilterWithTheOffset(string filter, int offset)
    {
        var error = Assert.Throws<ScimException>(() => FilterParser.Parse(filter));

        Assert.Equal(ScimErrorType.InvalidFilter, error.Type);
        Assert.EndsWith($"(at offset {offset}).", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_OrAndAnd_BindsAndTighter()
    {
        var or = Assert.IsType<OrFilter>(FilterParser.Parse("a pr or b pr and c pr"));

        Assert.IsType<PresentFilter>(or.Operands[0]);
        Assert.IsType<AndFilter>(or.Operands[1]);
    }

    [Fact]
    public void Parse_NotBeforeAnd_NegatesTheGroupOnly()
    {
        var and = Assert.IsType<AndFilter>(FilterParser.Parse("not (a pr) and b pr"));

        Assert.IsType<NotFilter>(and.Operands[0]);
    }

    [Fact]
    public void Parse_UrnWithVersion_KeepsItsDots()
    {
        var compare = Assert.IsType<CompareFilter>(
            FilterParser.Parse("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq 26"));

        Assert.Equal("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", compare.Name.Schema);
        Assert.Equal("manager", compare.Name.Attribute);
        Assert.Equal("value", compare.Name.SubAttribute);
        Assert.Equal(FilterValueKind.Number, compare.Value.Kind);
    }

    [Fact]
    public void Parse_NestedTooDeep_IsInvalidFilter()
    {
        string filter = new string('(', 5000) + "a pr" + new string(')', 5000);

        Assert.Equal(ScimErrorType.InvalidFilter, Assert.Throws<ScimException>(() => FilterParser.Parse(filter)).Type);
    }

    [Fact]
    public void Parse_TooLongOrTooManyTerms_IsInvalidFilter()
    {
        string many = string.Join(" or ", Enumerable.Repeat("a pr", FilterParser.MaxTerms + 1));

        Assert.Equal(ScimErrorType.InvalidFilter, Assert.Throws<ScimException>(() => FilterParser.Parse(many)).Type);
        Assert.Equal(
            ScimErrorType.InvalidFilter,
            Assert.Throws<ScimException>(() => FilterParser.Parse(new string('a', FilterParser.MaxLength + 1))).Type);
    }

    [Fact]
    public void Equals_NamesInOtherCase_AreEqual()
    {
        Assert.Equal(FilterParser.Parse("USERNAME eq \"x\""), FilterParser.Parse("userName eq \"x\""));
        Assert.NotEqual(FilterParser.Parse("userName eq \"X\""), FilterParser.Parse("userName eq \"x\""));
    }
}
