using MongoDB.Bson;
using Scim.Protos.Common.V1;
using Scim.Protos.Users.V1;
using Scim.Storage.Resources;

namespace Scim.Storage.Tests.Resources;

/// <summary>Filters with <c>sw</c> on attributes that have lookup keys: what people type into a search.</summary>
public sealed class PrefixSearchTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private const int Many = 20_000;

    private static readonly StoreCall Call = new("t1") { ConnectionId = "c1", Actor = "c1", RequestId = "" };

    private static readonly string[] Rare =
        ["Zoë", "ZOË Ray", "zoë \U0001F600", "zoë" + new string('x', 400), "Zoë\uFFFF", "Zoe", "Zo", "Anna Zoë"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Prefix_ThatFewHave_FindsThemAllByTheirKeysWithoutALookAtTheOthers()
    {
        UserStore users = await FillAsync();
        string[] expected = [.. Enumerable.Range(0, 5).Select(i => $"z{i}")];

        ListQuery query(string cursor, int count) => new() { Filter = "displayName sw \"zoË\"", Cursor = cursor, Count = count };
        ResourcePage<User> first = await users.Store.ListAsync(Call, query("", 2), mask: null, Cancel);
        ResourcePage<User> rest = await users.Store.ListAsync(Call, query(first.Page.NextCursor, 10), mask: null, Cancel);
        ResourcePage<User> byIndex = await users.Store.ListAsync(Call, new ListQuery { Filter = "displayName sw \"zoë\" and active eq true", StartIndex = 1, Count = 3 }, mask: null, Cancel);

        Assert.Equal(expected, first.Resources.Concat(rest.Resources).Select(user => user.Id));
        Assert.Equal("", rest.Page.NextCursor);
        Assert.Equal((5, 3), (byIndex.Page.TotalResults, byIndex.Resources.Count));
        BsonDocument plan = await users.ExplainAsync("find", Cancel);
        Assert.InRange(plan["executionStats"]["totalDocsExamined"].ToInt64(), 0, 2 * Rare.Length);
        string[] commands = await users.CommandsOfAsync(() => users.Store.ListAsync(Call, query("", 10), mask: null, Cancel));
        Assert.Equal(["find", "find", "find"], commands);
    }

    [Fact]
    public async Task Prefix_ThatManyHave_FindsAPageOfThemAndTheirNumber()
    {
        UserStore users = await FillAsync();

        ResourcePage<User> page = await users.Store.ListAsync(Call, new ListQuery { Filter = "userName sw \"MANY\"", Cursor = "", Count = 50 }, mask: null, Cancel);
        ResourcePage<User> all = await users.Store.ListAsync(Call, new ListQuery { Filter = "userName sw \"many\"", StartIndex = 1, Count = 1 }, mask: null, Cancel);

        Assert.Equal(50, page.Resources.Count);
        Assert.NotEqual("", page.Page.NextCursor);
        Assert.Equal(Many, all.Page.TotalResults);
    }

    private async Task<UserStore> FillAsync()
    {
        UserStore users = await fixture.OpenAsync();
        await users.Store.CreateAsync(Call, new User { Id = SeededUsers.Mark, UserName = $"many{SeededUsers.Mark}", DisplayName = $"Somebody {SeededUsers.Mark}", Active = true }, Cancel);
        await SeededUsers.CopyAsync(users, "t1", Many, Cancel);
        for (int i = 0; i < Rare.Length; i++)
        {
            await users.Store.CreateAsync(Call, new User { Id = $"z{i}", UserName = $"rare{i}", DisplayName = Rare[i], Active = true }, Cancel);
        }

        return users;
    }
}
