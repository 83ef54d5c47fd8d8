using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Scim.Storage.Resources;

namespace Scim.Storage.Tests.Resources;

public sealed class PageAnchorsTests
{
    private const int PageSize = 100;

    [Fact]
    public void Before_InAWalkOfMorePagesThanAreKept_AlwaysFindsTheLastPage()
    {
        var anchors = new PageAnchors(new FakeTimeProvider());
        for (int page = 1; page <= 50_000; page++)
        {
            int startIndex = (page * PageSize) + 1;
            anchors.Remember("users", startIndex, Document(startIndex));
            Assert.Equal((startIndex, Document(startIndex)), anchors.Before("users", startIndex));
        }
    }

    [Fact]
    public void Before_AfterAWalkOfMorePagesThanAreKept_FindsOneNearby()
    {
        var anchors = new PageAnchors(new FakeTimeProvider());
        for (int page = 1; page <= 50_000; page++) anchors.Remember("users", (page * PageSize) + 1, Document((page * PageSize) + 1));

        for (int page = 10; page <= 50_000; page += 7)
        {
            int startIndex = (page * PageSize) + 1;
            (int found, string? after) = anchors.Before("users", startIndex);
            Assert.InRange(found, startIndex - (8 * PageSize), startIndex);
            Assert.Equal(Document(found), after);
        }
    }

    [Fact]
    public void Before_WhenAnchorsAreOld_BeginsAtTheFirst()
    {
        var time = new FakeTimeProvider();
        var anchors = new PageAnchors(time);
        anchors.Remember("users", 101, Document(101));
        time.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal((1, (string?)null), anchors.Before("users", 101));
    }

    private static string Document(int startIndex) => startIndex.ToString(CultureInfo.InvariantCulture);
}
