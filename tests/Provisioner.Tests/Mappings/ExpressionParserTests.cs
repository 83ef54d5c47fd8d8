using Scim.Provisioning.Directories;
using Scim.Provisioning.Mappings;

namespace Scim.Provisioning.Tests.Mappings;

public sealed class ExpressionParserTests
{
    private static readonly SourceValues Source = new(
        new AttributeBag(
        [
            new("givenName", "Zoë"), new("surname", "O'Brien"), new("mail", "Zoe.OBrien@Contoso.example"), new("country", "DE"),
            new("enabled", true), new("proxyAddresses", new[] { "a@x", "b@x" }), new("spaces", " a b "), new("quoted", "say \"hi\""),
        ]),
        IsSoftDeleted: false);

    [Theory]
    [InlineData("[givenName]", "Zoë")]
    [InlineData("[GIVENNAME]", "Zoë")]
    [InlineData("[missing]", null)]
    [InlineData("\"text\"", "text")]
    [InlineData("\"a \\\"b\\\" \\\\ c\"", "a \"b\" \\ c")]
    [InlineData("\"a \"\"b\"\"\"", "a \"b\"")]
    [InlineData("[enabled]", "True")]
    [InlineData("Join(\" \", [givenName], [surname])", "Zoë O'Brien")]
    [InlineData("Join(\", \", [surname], [missing], [givenName])", "O'Brien, Zoë")]
    [InlineData("Join(\"-\", [missing])", null)]
    [InlineData("Join(\";\", [proxyAddresses])", "a@x;b@x")]
    [InlineData("Append([givenName], \"!\")", "Zoë!")]
    [InlineData("Append([missing], \"!\")", null)]
    [InlineData("Coalesce([missing], \"\", [country], \"FR\")", "DE")]
    [InlineData("Switch([country], \"other\", \"us\", \"America\", \"de\", \"Germany\")", "Germany")]
    [InlineData("Switch([missing], \"other\", \"us\", \"America\")", "other")]
    [InlineData("Switch([IsSoftDeleted], , \"False\", \"True\", \"True\", \"False\")", "True")]
    [InlineData("Not([IsSoftDeleted])", "True")]
    [InlineData("Not([enabled])", "False")]
    [InlineData("IIF(IsPresent([missing]), \"a\", \"b\")", "b")]
    [InlineData("IsNull([missing])", "True")]
    [InlineData("IsNullOrEmpty([country])", "False")]
    [InlineData("ToLower([mail])", "zoe.obrien@contoso.example")]
    [InlineData("ToUpper([givenName])", "ZOË")]
    [InlineData("Trim([spaces])", "a b")]
    [InlineData("StripSpaces([spaces])", "ab")]
    [InlineData("Left([mail], 3)", "Zoe")]
    [InlineData("Left([mail], 300)", "Zoe.OBrien@Contoso.example")]
    [InlineData("Mid([mail], 5, 6)", "OBrien")]
    [InlineData("Mid([mail], 500, 6)", "")]
    [InlineData("Replace([mail], \"Contoso\", , , \"fabrikam\", , )", "Zoe.OBrien@fabrikam.example")]
    [InlineData("Replace([mail], , \"@.*$\", , \"\", , )", "Zoe.OBrien")]
    [InlineData("Replace([mail], , \"(?<Suffix>@(.)*)\", \"Suffix\", \"@b.c\", , )", "Zoe.OBrien@b.c")]
    [InlineData("Replace([missing], \"a\", , , \"b\", , )", null)]
    [InlineData("Replace([country], \"[c]\", , , , , \"in [c]\")", "in DE")]
    [InlineData("ToLower(Join(\".\", Left([givenName], 1), Replace([surname], \"'\", , , \"\", , )))", "z.obrien")]
    public void Parse_OfAnExpression_EvaluatesAsEntraDoes(string text, string? expected)
    {
        Assert.Equal(expected, ExpressionParser.Parse(text).Text(Source));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[givenName")]
    [InlineData("[]")]
    [InlineData("givenName")]
    [InlineData("\"open")]
    [InlineData("Nothing([a])")]
    [InlineData("Join(\" \")")]
    [InlineData("ToLower([a]")]
    [InlineData("ToLower([a]) x")]
    [InlineData("Not([a] [b])")]
    [InlineData("Not(Not(Not(Not(Not(Not(Not(Not(Not(Not(Not(Not(Not(Not(Not(Not(Not(Not(Not(Not(Not(Not([a]))))))))))))))))))))))")]
    public void Parse_OfBadText_SaysWhatIsWrong(string text)
    {
        Assert.NotEmpty(Assert.Throws<FormatException>(() => ExpressionParser.Parse(text)).Message);
    }
}
