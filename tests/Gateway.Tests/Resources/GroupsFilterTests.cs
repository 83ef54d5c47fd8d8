using Scim.Gateway.Resources;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Gateway.Tests.Resources;

public sealed class GroupsFilterTests
{
    [Theory]
    [InlineData("groups.value eq \"g\"", null, "g", false)]
    [InlineData("groups eq \"g\"", null, "g", false)]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:groups.value eq \"g\"", null, "g", false)]
    [InlineData("groups[value eq \"g\" and type eq \"direct\"]", null, "g", true)]
    [InlineData("groups.value eq \"g\" and active eq true", null, "g", true)]
    [InlineData("groups.value eq \"g\" and not (groups.value eq \"h\")", null, "g", true)]
    [InlineData("title pr and groups.value eq \"g\" and groups.value eq \"h\"", null, "g", true)]
    [InlineData("userName eq \"a\" and groups.value eq \"g\"", "userName eq \"a\"", "", true)]
    [InlineData("id eq \"a\" and not (groups pr)", "id eq \"a\"", "", true)]
    [InlineData("externalId eq \"a\" and active eq true and (groups.display sw \"A\" or title pr)", "externalId eq \"a\" and active eq true", "", true)]
    public void Of_BoundedFilter_IsPlanned(string filter, string? lookup, string groupId, bool rest)
    {
        GroupsFilter plan = GroupsFilter.Of(filter, ScimResourceTypes.User)!;

        Assert.Equal(lookup, plan.Lookup?.ToString());
        Assert.Equal(groupId, plan.GroupId);
        Assert.Equal(rest, plan.Rest is not null);
    }

    [Theory]
    [InlineData("groups pr")]
    [InlineData("not (groups.value eq \"g\")")]
    [InlineData("active eq true and not (groups.value eq \"g\")")]
    [InlineData("groups.value eq \"g\" or active eq true")]
    [InlineData("groups.value sw \"g\"")]
    [InlineData("groups.display eq \"A\"")]
    [InlineData("groups[type eq \"direct\"]")]
    [InlineData("groups.unknown eq \"g\" and groups.value eq \"g\"")]
    public void Of_FilterThatWouldLookAtAllUsers_IsInvalidFilter(string filter)
    {
        var error = Assert.Throws<ScimException>(() => GroupsFilter.Of(filter, ScimResourceTypes.User));

        Assert.Equal(ScimErrorType.InvalidFilter, error.Type);
    }

    [Theory]
    [InlineData("")]
    [InlineData("userName eq \"a\"")]
    [InlineData("displayName eq \"groups\"")]
    public void Of_FilterThatDoesNotNameGroups_IsNone(string filter) => Assert.Null(GroupsFilter.Of(filter, ScimResourceTypes.User));
}
