using Scim.Groups.Members;
using Scim.Protocol.Errors;

namespace Scim.Groups.Tests.Members;

public sealed class NestingCheckTests
{
    // "b holds a, c holds b" is "a<b b<c".
    [Theory]
    [InlineData("", "a", "a")]
    [InlineData("a<b", "a", "b")]
    [InlineData("a<b b<c", "a", "c")]
    [InlineData("a<b a<c c<d", "a", "x,d")]
    public async Task RefuseCyclesAsync_WhereAGroupWouldHoldItself_IsInvalidValue(string edges, string group, string nested)
    {
        var error = await Assert.ThrowsAsync<ScimException>(() => CheckAsync(edges, group, nested, []));

        Assert.Equal(ScimErrorType.InvalidValue, error.Type);
    }

    [Theory]
    [InlineData("a<b b<c", "c", "x", 1)]
    [InlineData("a<b a<c b<d c<d", "a", "x", 3)]
    [InlineData("a<b b<a", "a", "x", 2)]
    [InlineData("a<b", "a", "", 0)]
    public async Task RefuseCyclesAsync_WithoutACycle_AsksOncePerLevel(string edges, string group, string nested, int queries)
    {
        var asked = new List<int>();

        await CheckAsync(edges, group, nested, asked);

        Assert.Equal(queries, asked.Count);
    }

    private static Task CheckAsync(string edges, string group, string nested, List<int> asked)
    {
        var pairs = edges.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(edge => edge.Split('<')).ToArray();
        var ids = nested.Split(',', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        return NestingCheck.RefuseCyclesAsync(group, ids, Holders, TestContext.Current.CancellationToken);

        Task<IReadOnlyCollection<string>> Holders(IReadOnlyCollection<string> groups, CancellationToken cancellationToken)
        {
            asked.Add(groups.Count);
            return Task.FromResult<IReadOnlyCollection<string>>(
                [.. pairs.Where(pair => groups.Contains(pair[0])).Select(pair => pair[1]).Distinct()]);
        }
    }
}
