using Scim.Provisioning.Directories;
using Scim.Provisioning.Scopes;
using Scim.Provisioning.Tests.Target;

namespace Scim.Provisioning.Tests.Scopes;

public sealed class ScopeTests
{
    private static readonly AttributeBag Attributes = new(
    [
        new("department", "Sales"), new("flags", "6"), new("enabled", true), new("disabled", false), new("employeeId", "42"),
        new("list", new[] { "Sales" }),
    ]);

    [Theory]
    [InlineData("department", "EQUALS", "Sales", true)]
    [InlineData("department", "EQUALS", "sales", false)]
    [InlineData("department", "NOT EQUALS", "IT", true)]
    [InlineData("missing", "NOT EQUALS", "IT", false)]
    [InlineData("missing", "IS NULL", null, true)]
    [InlineData("department", "IS NULL", null, false)]
    [InlineData("department", "IS NOT NULL", null, true)]
    [InlineData("missing", "IS NOT NULL", null, false)]
    [InlineData("enabled", "IS TRUE", null, true)]
    [InlineData("disabled", "IS TRUE", null, false)]
    [InlineData("disabled", "IS FALSE", null, true)]
    [InlineData("missing", "IS FALSE", null, false)]
    [InlineData("department", "INCLUDES", "ale", true)]
    [InlineData("department", "INCLUDES", "ALE", false)]
    [InlineData("department", "ENDS_WITH", "les", true)]
    [InlineData("department", "REGEX MATCH", "S.*", true)]
    [InlineData("department", "REGEX MATCH", "S", false)]
    [InlineData("employeeId", "REGEX MATCH", "([1-9][0-9])", true)]
    [InlineData("department", "NOT REGEX MATCH", "S", true)]
    [InlineData("missing", "NOT REGEX MATCH", "S", false)]
    [InlineData("employeeId", "GREATER_THAN", "9", true)]
    [InlineData("employeeId", "GREATER_THAN", "42", false)]
    [InlineData("employeeId", "GREATER_THAN_OR_EQUALS", "42", true)]
    [InlineData("department", "GREATER_THAN", "9", false)]
    [InlineData("flags", "&", "2", true)]
    [InlineData("flags", "&", "3", false)]
    [InlineData("flags", "!&", "1", true)]
    [InlineData("list", "EQUALS", "Sales", false)]
    public void Matches_ByEntrasOperators_DecidesAsEntraDoes(string attribute, string op, string? value, bool expected)
    {
        Assert.Equal(expected, new ScopingClause(attribute, ScopingOperators.Parse(op), value).Matches(Attributes));
    }

    [Theory]
    [InlineData("""{"users": [{"clauses": [{"attribute": "a", "operator": "LIKE", "value": "b"}]}]}""")]
    [InlineData("""{"users": [{"clauses": [{"attribute": "a", "operator": "EQUALS"}]}]}""")]
    [InlineData("""{"users": [{"clauses": [{"attribute": "a", "operator": "REGEX MATCH", "value": "("}]}]}""")]
    [InlineData("""{"users": [{"clauses": [{"attribute": "a", "operator": "GREATER_THAN", "value": "x"}]}]}""")]
    public void Parse_OfABadClause_Refuses(string text)
    {
        Assert.Throws<FormatException>(() => Scope.Parse(text, null));
    }

    [Fact]
    public void Apply_OfSeveralFilters_AndsClausesAndOrsFilters()
    {
        Scope scope = Scope.Parse("""
            {"scope": "all", "users": [
              {"clauses": [{"attribute": "department", "operator": "EQUALS", "value": "Sales"}, {"attribute": "country", "operator": "EQUALS", "value": "DE"}]},
              {"clauses": [{"attribute": "department", "operator": "EQUALS", "value": "IT"}]}]}
            """, null);
        SourceDirectory directory = Sources.Directory(
            Sources.User("both", ("department", "Sales"), ("country", "DE")),
            Sources.User("one", ("department", "Sales"), ("country", "FR")),
            Sources.User("other", ("department", "IT")),
            Sources.User("none"));

        Assert.Equal(["both", "other"], scope.Apply(directory).Users.Order());
    }
}
