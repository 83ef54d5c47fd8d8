using CsCheck;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;
using Scim.Protos.Users.V1;
using Scim.Storage.Resources;
using Scim.Tests.Shared;

namespace Scim.Storage.Tests.Resources;

/// <summary>The database finds by a filter the users for whom it is true in memory, whatever they have and whatever it says.</summary>
public sealed class FilterEqualityTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private const int Users = 150;
    private const int Filters = 600;

    private static readonly StoreCall Call = new("t1") { ConnectionId = "c1", Actor = "c1", RequestId = "" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ListAsync_AnyFilterOverAnyUsers_FindsThoseForWhomItIsTrue()
    {
        UserStore users = await fixture.OpenAsync();
        User[] all = await FillAsync(users);
        int compared = 0, refused = 0, found = 0;
        foreach (string filter in Texts())
        {
            BoundFilter bound;
            try
            {
                bound = FilterBinder.Bind(FilterParser.Parse(filter), ScimResourceTypes.User);
            }
            catch (ScimException refusal)
            {
                ScimException error = await Assert.ThrowsAsync<ScimException>(() => IdsAsync(users, filter));
                Assert.True(refusal.Type == error.Type, $"{filter}: {error.Detail}");
                refused++;
                continue;
            }

            string[] expected = [.. all.Where(user => FilterEvaluator.Matches(bound, user)).Select(user => user.Id).Order(StringComparer.Ordinal)];
            string[] actual = await IdsAsync(users, filter);
            Assert.True(expected.SequenceEqual(actual), $"{filter}: in memory {string.Join(' ', expected)}, in the database {string.Join(' ', actual)}");
            compared++;
            found += expected.Length;
        }

        Assert.True(compared > Filters / 2 && refused < Filters / 2 && found > compared, $"{compared} compared, {refused} refused, {found} found: the filters say too little.");
    }

    private static IEnumerable<string> Texts()
    {
        for (int i = 0; i < Filters; i++) yield return FilterText.Next(new Random(i));
    }

    private static async Task<User[]> FillAsync(UserStore users)
    {
        var all = new List<User>();
        ulong seed = 0;
        while (all.Count < Users)
        {
            User user = ResourceGen.User.Generate(new PCG(1, seed++), null, out _);
            user.Id = $"u{all.Count}";
            user.UserName = $"{user.UserName}{all.Count}";
            if (all.Count % 3 == 0) user.ExternalId = ResourceGen.Words[all.Count % ResourceGen.Words.Length];
            all.Add(await users.Store.CreateAsync(Call, user, Cancel));
        }

        return [.. all];
    }

    private static async Task<string[]> IdsAsync(UserStore users, string filter)
    {
        ResourcePage<User> page = await users.Store.ListAsync(Call, new ListQuery { Filter = filter, Count = Users, StartIndex = 1 }, mask: null, Cancel);
        return [.. page.Resources.Select(user => user.Id).Order(StringComparer.Ordinal)];
    }
}
