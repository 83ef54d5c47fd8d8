using Scim.Groups.Groups;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;

namespace Scim.Groups.Tests.Groups;

public sealed class GroupFilterPlanTests
{
    [Theory]
    [InlineData("displayName eq \"A\"", "displayName eq \"A\"", "", "", null)]
    [InlineData("members.value eq \"x\"", null, "x", "", null)]
    [InlineData("members eq \"x\"", null, "x", "", null)]
    [InlineData("members[value eq \"x\"]", null, "x", "", null)]
    [InlineData("id eq \"g\" and members eq \"x\"", "id eq \"g\"", "x", "", "g")]
    [InlineData("displayName sw \"A\" and members.value eq \"x\"", "displayName sw \"A\"", "x", "", null)]
    [InlineData("members.value eq \"x\" and members.value eq \"y\"", null, "x,y", "", null)]
    [InlineData("id eq \"g\" and not (members.value eq \"x\")", "id eq \"g\"", "", "x", "g")]
    [InlineData("members.value eq \"y\" and not (members.value eq \"x\")", null, "y", "x", null)]
    [InlineData("not (displayName eq \"A\")", "not (displayName eq \"A\")", "", "", null)]
    [InlineData("not (not (members.value eq \"x\"))", null, "x", "", null)]
    [InlineData("(displayName eq \"A\" or externalId eq \"B\") and members.value eq \"x\"", "displayName eq \"A\" or externalId eq \"B\"", "x", "", null)]
    public void Of_SupportedFilter_SplitsDocumentAndEdges(string filter, string? document, string with, string without, string? groupId)
    {
        GroupFilterPlan plan = GroupFilterPlan.Of(FilterParser.Parse(filter));

        Assert.Equal(document, plan.Document?.ToString());
        Assert.Equal(with, string.Join(',', plan.With));
        Assert.Equal(without, string.Join(',', plan.Without));
        Assert.Equal(groupId, plan.GroupId);
    }

    [Theory]
    [InlineData("not (members.value eq \"x\")")]
    [InlineData("displayName eq \"A\" and not (members.value eq \"x\")")]
    [InlineData("members.value eq \"x\" or displayName eq \"A\"")]
    [InlineData("not (members.value eq \"x\" and displayName eq \"A\")")]
    [InlineData("members pr")]
    [InlineData("members.value sw \"x\"")]
    [InlineData("members.value ne \"x\"")]
    [InlineData("members.display eq \"x\"")]
    [InlineData("members[type eq \"User\"]")]
    public void Of_FilterThatWouldReadManyGroups_IsInvalidFilter(string filter)
    {
        var error = Assert.Throws<ScimException>(() => GroupFilterPlan.Of(FilterParser.Parse(filter)));

        Assert.Equal(ScimErrorType.InvalidFilter, error.Type);
    }

    [Fact]
    public void Of_NoFilter_IsAllGroups()
    {
        GroupFilterPlan plan = GroupFilterPlan.Of(null);

        Assert.Null(plan.Document);
        Assert.Empty(plan.With);
    }
}
