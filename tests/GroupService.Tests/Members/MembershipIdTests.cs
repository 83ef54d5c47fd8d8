using Scim.Groups.Members;

namespace Scim.Groups.Tests.Members;

public sealed class MembershipIdTests
{
    [Fact]
    public void TryParse_OfToString_GivesTheSame()
    {
        var id = new MembershipId("demo", "0193-g", "0193-m");

        Assert.True(MembershipId.TryParse(id.ToString(), out MembershipId? parsed));
        Assert.Equal(id, parsed);
    }

    [Theory]
    [InlineData("a:b")]
    [InlineData("a:b:c:d")]
    [InlineData("a::c")]
    [InlineData("a:b c:d")]
    public void TryParse_OfAnythingElse_IsFalse(string text) => Assert.False(MembershipId.TryParse(text, out _));

    [Fact]
    public void Range_OfAGroup_HoldsItsEdgesAndNoOthers()
    {
        string start = MembershipId.RangeStart("t", "g");
        string end = MembershipId.RangeEnd("t", "g");

        Assert.All(["0", "zz", "-"], member => Assert.True(InRange(new MembershipId("t", "g", member))));
        Assert.All(["g0", "g-", "ga"], group => Assert.False(InRange(new MembershipId("t", group, "m"))));

        bool InRange(MembershipId id) =>
            string.CompareOrdinal(id.ToString(), start) > 0 && string.CompareOrdinal(id.ToString(), end) < 0;
    }
}
