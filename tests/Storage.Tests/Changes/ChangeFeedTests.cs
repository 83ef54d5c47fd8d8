using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;
using Scim.Protos.Users.V1;
using Scim.Storage.Changes;
using Scim.Storage.Resources;
using Scim.Storage.Tests.Resources;

namespace Scim.Storage.Tests.Changes;

public sealed class ChangeFeedTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private static readonly StoreCall Call = new("t1") { Actor = "a1" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FollowAsync_FromNow_TellsChangesInOrder()
    {
        UserStore users = await fixture.OpenAsync();
        await using IAsyncEnumerator<FeedEvent> events = Feed(users).FollowAsync(new FeedRequest(""), Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await events.MoveNextAsync());
        Assert.IsType<FeedCheckpoint>(events.Current);

        await users.Store.CreateAsync(Call, NewUser("u1"), Cancel);
        await RenameAsync(users, "u1", "Second");
        await users.Store.DeleteAsync(Call, "u1", "", Cancel);

        List<ResourceChange<User>> told = await TakeAsync(users, events, 3);
        Assert.Equal([ChangeKind.Created, ChangeKind.Deleted], [told[0].Kind, told[2].Kind]);
        Assert.All(told, change => Assert.Equal(("t1", "u1"), (change.TenantId, change.Id)));
        Assert.False(told[2].Resource.HasUserName);
        Assert.Equal("a1", told[2].Resource.LastChange.Actor);
    }

    [Fact]
    public async Task FollowAsync_BookkeepingOfTotals_IsNotTold()
    {
        UserStore users = await fixture.OpenAsync();
        await using IAsyncEnumerator<FeedEvent> events = Feed(users).FollowAsync(new FeedRequest("t1"), Cancel).GetAsyncEnumerator(Cancel);
        await events.MoveNextAsync();
        await users.Store.CreateAsync(Call, NewUser("u1"), Cancel);

        await users.Documents.UpdateOneAsync(new MongoDB.Bson.BsonDocument(), new MongoDB.Bson.BsonDocument("$unset", new MongoDB.Bson.BsonDocument("u", 1)), cancellationToken: Cancel);
        await users.Store.CreateAsync(Call, NewUser("u2"), Cancel);

        Assert.Equal(["u1", "u2"], (await TakeAsync(users, events, 2)).Select(change => change.Id));
    }

    [Fact]
    public async Task FollowAsync_OfATenant_TellsNothingOfOthers()
    {
        UserStore users = await fixture.OpenAsync();
        foreach (string tenant in (string[])["t", "t1", "t2"]) await users.Store.CreateAsync(Call with { TenantId = tenant }, NewUser("old"), Cancel);
        var replica = new Replica(users.Store);
        replica.BeginSnapshot();

        Task follow = replica.FollowAsync(Feed(users), "end", Cancel, tenantId: "t");
        foreach (string tenant in (string[])["t1", "t"])
        {
            await users.Store.CreateAsync(Call with { TenantId = tenant }, NewUser("new"), Cancel);
            await users.Store.CreateAsync(Call with { TenantId = tenant }, NewUser("end"), Cancel);
        }

        await follow;
        Assert.Equal(["t:end", "t:new", "t:old"], replica.Users.Keys.Order());
    }

    [Fact]
    public async Task FollowAsync_SnapshotBrokenOff_GoesOnBehindTheCheckpoint()
    {
        UserStore users = await fixture.OpenAsync();
        for (int i = 0; i < 2_500; i += 500)
        {
            await Task.WhenAll(Enumerable.Range(i, 500).Select(number => users.Store.CreateAsync(Call, NewUser($"u{number}"), Cancel)));
        }

        var replica = new Replica(users.Store);
        replica.BeginSnapshot();
        await replica.FollowAsync(Feed(users), "", Cancel, most: 1_200);
        await RenameAsync(users, "u0", "Renamed while away");
        await users.Store.DeleteAsync(Call, "u1", "", Cancel);
        await users.Store.CreateAsync(Call, NewUser("last"), Cancel);
        int before = replica.Users.Count;
        ChangeFeed feed = Feed(users);

        await replica.FollowAsync(feed, "last", Cancel);

        Assert.InRange(before, 1_000, 1_200);
        await AssertEqualAsync(users, replica);
    }

    [Fact]
    public async Task FollowAsync_KilledAtRandomUnderLoad_EndsEqual()
    {
        UserStore users = await fixture.OpenAsync();
        var replica = new Replica(users.Store);
        replica.BeginSnapshot();
        var random = new Random(7);

        Task load = Task.WhenAll(Enumerable.Range(0, 4).Select(writer => LoadAsync(users, writer, rounds: 60)));
        Task end = load.ContinueWith(_ => users.Store.CreateAsync(Call, NewUser("last"), Cancel), TaskScheduler.Default).Unwrap();
        while (!end.IsCompleted) await replica.FollowAsync(Feed(users), "last", Cancel, most: random.Next(1, 80));
        await end;
        await users.Store.CreateAsync(Call, NewUser("end"), Cancel);
        await replica.FollowAsync(Feed(users), "end", Cancel);

        await AssertEqualAsync(users, replica);
    }

    [Fact]
    public async Task FollowAsync_SlowFollowerOfASmallBuffer_MissesNothing()
    {
        UserStore users = await fixture.OpenAsync();
        ChangeFeed feed = Feed(users, bufferBytes: 20_000);
        var slow = new Replica(users.Store);
        slow.BeginSnapshot();
        var fast = new Replica(users.Store);
        fast.BeginSnapshot();
        Task fastEnd = fast.FollowAsync(feed, "last", Cancel);
        await slow.FollowAsync(feed, "", Cancel, most: 1);

        await LoadAsync(users, 0, rounds: 60);
        await users.Store.CreateAsync(Call, NewUser("last"), Cancel);
        await fastEnd;
        await slow.FollowAsync(feed, "last", Cancel);

        await AssertEqualAsync(users, fast);
        await AssertEqualAsync(users, slow);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1\ngroups\n8200\n\n")]
    [InlineData("1\nusers\nnonsense\n\n")]
    [InlineData("2\nusers\n8200\n\n")]
    public async Task FollowAsync_TokenOfAnotherFeed_IsInvalidValue(string token)
    {
        UserStore users = await fixture.OpenAsync();
        var request = new FeedRequest("") { ResumeToken = ByteString.CopyFrom([1, .. System.Text.Encoding.UTF8.GetBytes(token)]) };
        if (token.Length > 0) request = request with { ResumeToken = ByteString.CopyFromUtf8(token) };

        ScimException error = await Assert.ThrowsAsync<ScimException>(async () =>
        {
            await foreach (FeedEvent _ in Feed(users).FollowAsync(request, Cancel)) return;
        });

        Assert.Equal(ScimErrorType.InvalidValue, error.Type);
    }

    internal static ChangeFeed Feed(UserStore users, int? bufferBytes = null)
    {
        var feed = new ChangeFeed("users", users.Database, ["users"], TimeProvider.System, NullLoggerFactory.Instance);
        if (bufferBytes is { } bytes) feed.BufferBytes = bytes;
        return feed;
    }

    internal static User NewUser(string id) => new() { Id = id, UserName = $"{id}@example.com", DisplayName = id };

    internal static async Task RenameAsync(UserStore users, string id, string name) => await users.Store.UpdateAsync(
        Call,
        id,
        "",
        (current, _) =>
        {
            User next = current.Clone();
            next.DisplayName = name;
            return new ValueTask<User>(next);
        },
        Cancel);

    internal static async Task AssertEqualAsync(UserStore users, Replica replica)
    {
        ResourcePage<User> page = await users.Store.ListAsync(Call, new ListQuery { Count = 10_000 }, mask: null, Cancel);
        var stored = new Dictionary<string, User>();
        for (int start = 1; page.Resources.Count > 0; start += page.Resources.Count)
        {
            page = await users.Store.ListAsync(Call, new ListQuery { StartIndex = start, Count = 1_000 }, mask: null, Cancel);
            foreach (User user in page.Resources) stored.Add($"t1:{user.Id}", user);
        }

        Assert.Equal(stored.Keys.Order(StringComparer.Ordinal), replica.Users.Keys.Order(StringComparer.Ordinal));
        Assert.All(stored, item => Assert.Equal(item.Value, replica.Users[item.Key]));
    }

    internal static async Task LoadAsync(UserStore users, int writer, int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            string id = $"w{writer}-{i}";
            await users.Store.CreateAsync(Call, NewUser(id), Cancel);
            await RenameAsync(users, id, $"Renamed {i}");
            await RenameAsync(users, $"w{writer}-{i / 4}", $"Again {i}");
            if (i >= rounds / 2 && i % 3 == 0) await users.Store.DeleteAsync(Call, id, "", Cancel);
        }
    }

    private static async Task<List<ResourceChange<User>>> TakeAsync(UserStore users, IAsyncEnumerator<FeedEvent> events, int count)
    {
        var told = new List<ResourceChange<User>>();
        while (told.Count < count && await events.MoveNextAsync())
        {
            if (events.Current is FeedChange change) told.Add(await users.Store.ReadChangeAsync(change, mask: null, Cancel));
        }

        return told;
    }
}
