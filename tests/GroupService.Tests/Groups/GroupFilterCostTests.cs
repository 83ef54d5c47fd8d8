using Grpc.Core;
using Scim.Groups.Tests.Hosts;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;
using Scim.Protos.Groups.V1;

namespace Scim.Groups.Tests.Groups;

/// <summary>The table of docs/groups.md: which filters on groups are answered, and what they examine among 40 groups.</summary>
public sealed class GroupFilterCostTests(ServicesFixture services) : IClassFixture<ServicesFixture>, IAsyncLifetime
{
    private const string Tenant = "filters";
    private const int Groups = 40;
    private static readonly string[] Ids = [.. Enumerable.Range(0, Groups).Select(i => $"019c0000-0000-7000-8000-{i:x12}")];
    private static string _x = "", _y = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Even groups are called A, odd ones B; x is in 4, 5 and 6, y in 5 and 30.
    public async ValueTask InitializeAsync()
    {
        await services.HearOfAllUsersAsync(Cancel);
        ListGroupsResponse known = await ListAsync("");
        if (known.Groups.Count > 0) return;
        (_x, _y) = (await services.CreateUserAsync(Tenant, "x"), await services.CreateUserAsync(Tenant, "y"));
        for (int i = 0; i < Groups; i++)
        {
            var group = new Group { DisplayName = $"{(i % 2 == 0 ? 'A' : 'B')} {i}", ExternalId = $"e{i}" };
            if (i is >= 4 and <= 6) group.Members.Add(new Member { Value = _x });
            if (i is 5 or 30) group.Members.Add(new Member { Value = _y });
            await services.Groups.CreateGroupAsync(
                new CreateGroupRequest { TenantId = Tenant, Id = Ids[i], RequestId = Ids[i], Group = group }, cancellationToken: Cancel);
        }
    }

    [Fact]
    public async Task ListGroups_OfEachSupportedFilter_ExaminesNoMoreThanTheTableSays()
    {
        (string Filter, int[] Found, int Examined)[] table =
        [
            ("displayName eq \"a 7\"", [], 0),
            ("displayName eq \"b 7\"", [7], 1),
            ("externalId eq \"e9\"", [9], 1),
            ("displayName eq \"b 7\" or externalId eq \"e9\"", [7, 9], 2),
            ($"id eq \"{Ids[3]}\"", [3], 1),
            ("displayName sw \"a\" and externalId eq \"e8\"", [8], 1),
            ("members.value eq \"X\"", [4, 5, 6], 6),
            ("members eq \"X\"", [4, 5, 6], 6),
            ("members[value eq \"X\"]", [4, 5, 6], 6),
            ("displayName sw \"A\" and members.value eq \"X\"", [4, 6], 6),
            ("(displayName eq \"B 5\" or displayName eq \"A 30\") and members.value eq \"X\"", [5], 6),
            ("not (displayName sw \"A\") and members.value eq \"X\"", [5], 6),
            ("members.value eq \"X\" and members.value eq \"Y\"", [5], 6),
            ("members.value eq \"X\" and not (members.value eq \"Y\")", [4, 6], 7),
            ($"id eq \"{Ids[5]}\" and members eq \"X\"", [5], 2),
            ($"id eq \"{Ids[7]}\" and members eq \"X\"", [], 0),
            ($"id eq \"{Ids[7]}\" and not (members eq \"X\")", [7], 1),
            ("displayName sw \"A 1\"", [10, 12, 14, 16, 18], 10),
            ("not (displayName sw \"A\")", [.. Enumerable.Range(0, Groups).Where(i => i % 2 == 1)], Groups),
        ];
        foreach ((string filter, int[] found, int examined) in table)
        {
            ListGroupsResponse? answer = null;
            IReadOnlyList<CommandCost> cost = await services.Commands.CostOfAsync(
                services.Database("scim_groups"), async () => answer = await ListAsync(filter), Cancel);

            Assert.Equal((filter, string.Join(',', found)), (filter, string.Join(',', answer!.Groups.Select(group => Array.IndexOf(Ids, group.Id)))));
            Assert.Equal(found.Length, answer.Page.TotalResults);
            Assert.Equal((filter, examined), (filter, (int)cost.Sum(one => one.Documents)));
        }
    }

    [Fact]
    public async Task ListGroups_ByMembers_IsSortedAndPaged()
    {
        var query = new ListQuery { Filter = Of("members.value eq \"X\""), SortBy = "displayName", SortOrder = SortOrder.Descending, StartIndex = 2, Count = 2 };

        ListGroupsResponse answer = await services.Groups.ListGroupsAsync(new ListGroupsRequest { TenantId = Tenant, Query = query }, cancellationToken: Cancel);

        Assert.Equal(["A 6", "A 4"], answer.Groups.Select(group => group.DisplayName));
        Assert.Equal(3, answer.Page.TotalResults);
    }

    [Theory]
    [InlineData("not (members.value eq \"X\")")]
    [InlineData("displayName eq \"A 4\" and not (members.value eq \"X\")")]
    [InlineData("members.value eq \"X\" or displayName eq \"A 4\"")]
    [InlineData("not (members.value eq \"X\" and displayName eq \"A 4\")")]
    [InlineData("members pr")]
    [InlineData("members.value ne \"X\"")]
    [InlineData("members.value sw \"X\"")]
    [InlineData("members.display eq \"x\"")]
    [InlineData("members[type eq \"User\"]")]
    [InlineData("members.type eq \"Group\"")]
    public async Task ListGroups_OfAFilterThatWouldReadManyGroups_IsInvalidFilter(string filter)
    {
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => ListAsync(filter));

        Assert.Equal(ScimErrorType.InvalidFilter, RpcErrors.ToScimException(error)?.Type);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<ListGroupsResponse> ListAsync(string filter) => services.Groups.ListGroupsAsync(
        new ListGroupsRequest { TenantId = Tenant, Query = new ListQuery { Filter = Of(filter) } }, cancellationToken: Cancel).ResponseAsync;

    private static string Of(string filter) => filter.Replace("\"X\"", $"\"{_x}\"", StringComparison.Ordinal).Replace("\"Y\"", $"\"{_y}\"", StringComparison.Ordinal);
}
