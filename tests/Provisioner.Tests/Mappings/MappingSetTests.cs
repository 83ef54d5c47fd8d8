using Scim.Provisioning.Directories;
using Scim.Provisioning.Mappings;
using Scim.Provisioning.Requests;

namespace Scim.Provisioning.Tests.Mappings;

public sealed class MappingSetTests
{
    [Fact]
    public void Default_OfTheMapping_HasTheAttributesThatThePromiseHas()
    {
        MappingSet mappings = MappingSet.Default(WhenNull.Skip);

        Assert.Equal(28, mappings.Users.Attributes.Count);
        Assert.Equal("userName", Assert.Single(mappings.Users.Matching).Target.Text);
        Assert.Equal("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", mappings.Users.Reference!.Target.Text);
        Assert.Equal(["displayName", "externalId"], mappings.Groups.Attributes.Select(mapping => mapping.Target.Text));
        Assert.Equal("members", mappings.Groups.Reference!.Target.Text);
    }

    [Fact]
    public void Default_OfTheMapping_IsTheSharedTable()
    {
        string table = Path.Combine(Root(), "..", "shared", "attribute-table.md");
        Assert.SkipUnless(File.Exists(table), "The table of the promise is not beside the checkout.");

        string[] promised = [.. File.ReadLines(table).Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Split('|')[1].Trim()).Where(name => name is not "attribute")];
        MappingSet mappings = MappingSet.Default(WhenNull.Skip);
        string[] mapped = [.. mappings.Users.Attributes.Select(mapping => mapping.Target.Text),
            .. mappings.Groups.Attributes.Select(mapping => mapping.Target.Text), mappings.Groups.Reference!.Target.Text];
        Assert.Equal(promised.Order(StringComparer.Ordinal), mapped.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"users": []}""", "precedence")]
    [InlineData("""{"users": [{"target": "userName", "source": "a"}]}""", "precedence")]
    [InlineData("""{"users": [{"target": "userName", "source": "a", "constant": "b", "match": 1}]}""", "exactly one")]
    [InlineData("""{"users": [{"target": "userName", "expression": "Nope([a])", "match": 1}]}""", "Nope")]
    [InlineData("""{"users": [{"target": "emails[type ne \"work\"].value", "source": "a", "match": 1}]}""", "'eq'")]
    [InlineData("""{"users": [{"target": "a..b", "source": "a", "match": 1}]}""", "not a path")]
    [InlineData("""{"users": [{"target": "userName", "source": "a", "match": 1}, {"target": "USERNAME", "source": "b"}]}""", "twice")]
    [InlineData("""{"users": [{"target": "title", "reference": true}]}""", "manager")]
    public void Parse_OfABadMapping_NamesTheLine(string text, string expected)
    {
        var problem = Assert.Throws<FormatException>(() => MappingSet.Parse(text, WhenNull.Skip));
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_OfDefaultsAndCreateOnly_AppliesThemOnCreationOnly()
    {
        MappingSet mappings = MappingSet.Parse("""
            {"users": [
              {"target": "userName", "source": "upn", "match": 1},
              {"target": "title", "source": "jobTitle", "default": "Member of staff"},
              {"target": "roles[primary eq \"True\"].value", "constant": "User", "apply": "onCreate"},
              {"target": "urn:example:Badge:number", "source": "badge", "type": "integer"}]}
            """, WhenNull.Skip);
        var source = new SourceValues(new AttributeBag([new("upn", "a"), new("badge", "17")]), false);

        string body = CreateBody.User(mappings.Users.Map(source)).ToJsonString();

        Assert.Contains("\"title\":\"Member of staff\"", body, StringComparison.Ordinal);
        Assert.Contains("\"roles\":[{\"primary\":true,\"value\":\"User\"}]", body, StringComparison.Ordinal);
        Assert.Contains("\"urn:example:Badge\":{\"number\":17}", body, StringComparison.Ordinal);
        Assert.DoesNotContain("[\"urn:example:Badge", body, StringComparison.Ordinal);
        Assert.Equal(ApplyWhen.OnCreate, mappings.Users.Attributes[2].Apply);
    }

    private static string Root([System.Runtime.CompilerServices.CallerFilePath] string path = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(path)!);
        while (!File.Exists(Path.Combine(folder.FullName, "Scim.Micro.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
