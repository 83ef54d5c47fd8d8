using System.Globalization;
using Grpc.Core;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Groups.Tests.Hosts;
using Scim.Protos.Common.V1;
using Scim.Protos.Groups.V1;

namespace Scim.Groups.Tests.Groups;

/// <summary>Followers that are killed, late, or away for too long end with exactly what there is.</summary>
public sealed class FollowerTests(SmallHistoryFixture services) : IClassFixture<SmallHistoryFixture>
{
    private readonly string _tenant = $"t{Guid.NewGuid():N}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // SCIM_TEST_FEED_ROUNDS=2000 is a minute or more.
    private static int Rounds =>
        Environment.GetEnvironmentVariable("SCIM_TEST_FEED_ROUNDS") is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : 40;

    [Fact]
    public async Task WatchGroups_FollowerKilledAtRandomUnderLoad_EndsWithWhatThereIs()
    {
        string[] users = await CreateUsersAsync(20);
        var replica = new GroupReplica(_tenant);
        var random = new Random(11);
        int kills = 0, losses = 0;

        Task load = Task.WhenAll(Enumerable.Range(0, 3).Select(writer => LoadAsync(users, writer, Rounds)));
        while (!load.IsCompleted)
        {
            using var kill = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            Task<bool> follow = replica.FollowAsync(services.Groups, "", kill.Token, random.Next(1, 120));
            if (await Task.WhenAny(follow, load) == load) await kill.CancelAsync();
            kills++;
            if (await EndAsync(follow, kill.Token)) continue;
            losses++;
            replica.BeginSnapshot();
        }

        await load;
        await CatchUpAsync(replica);
        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills, {losses} times the history was gone, {replica.Content.Count} groups and edges");
        Assert.Equal(await ContentAsync(), replica.Content);
    }

    [Fact]
    public async Task WatchGroups_BackAfterTheHistoryIsGone_IsToldAndEndsEqual()
    {
        string[] users = await CreateUsersAsync(10);
        string goes = await services.CreateGroupAsync(_tenant, users), stays = await services.CreateGroupAsync(_tenant, users[..5]);
        var replica = new GroupReplica(_tenant);
        await CatchUpAsync(replica);
        await services.Groups.DeleteGroupAsync(new DeleteGroupRequest { TenantId = _tenant, Id = goes, RequestId = "d" }, cancellationToken: Cancel);
        await services.Database("scim_groups").GetCollection<BsonDocument>("groups").DeleteOneAsync(new BsonDocument("_id", $"{_tenant}:{goes}"), Cancel);
        await services.PatchAsync(_tenant, stays, PatchOp.Remove, users[0]);

        while (await replica.FollowAsync(services.Groups, "", Cancel, most: 1)) await LoadAsync(users, 0, 10);
        Assert.Contains(goes, replica.Content.Keys);
        replica.BeginSnapshot();
        await CatchUpAsync(replica);

        Assert.Equal(await ContentAsync(), replica.Content);
        Assert.DoesNotContain(goes, replica.Content.Keys);
    }

    // Who is killed while it reads sees the stream cancelled or broken, whichever comes first.
    private static async Task<bool> EndAsync(Task<bool> follow, CancellationToken killed)
    {
        try
        {
            return await follow;
        }
        catch (RpcException) when (killed.IsCancellationRequested)
        {
            return true;
        }
    }

    private async Task CatchUpAsync(GroupReplica replica)
    {
        while (true)
        {
            string last = await services.CreateGroupAsync(_tenant);
            if (await replica.FollowAsync(services.Groups, last, Cancel)) return;
            replica.BeginSnapshot();
        }
    }

    private async Task LoadAsync(string[] users, int writer, int rounds)
    {
        var random = new Random(writer);
        var groups = new List<string>();
        for (int round = 0; round < rounds; round++)
        {
            string[] some = random.GetItems(users, random.Next(1, 8)).Distinct().ToArray();
            if (groups.Count < 3) groups.Add(await services.CreateGroupAsync(_tenant, some));
            string group = groups[random.Next(groups.Count)];
            await services.PatchAsync(_tenant, group, (PatchOp)random.Next((int)PatchOp.Add, (int)PatchOp.Replace + 1), some);
            if (random.Next(8) > 0) continue;
            groups.Remove(group);
            await services.Groups.DeleteGroupAsync(
                new DeleteGroupRequest { TenantId = _tenant, Id = group, RequestId = Guid.NewGuid().ToString() }, cancellationToken: Cancel);
        }
    }

    private async Task<Dictionary<string, string>> ContentAsync()
    {
        var content = new Dictionary<string, string>(StringComparer.Ordinal);
        var query = new ListQuery { Cursor = "", Count = 500 };
        do
        {
            ListGroupsResponse page = await services.Groups.ListGroupsAsync(new ListGroupsRequest { TenantId = _tenant, Query = query }, cancellationToken: Cancel);
            foreach (Group group in page.Groups)
            {
                content[group.Id] = group.Meta.Version;
                foreach (Member member in await services.MembersAsync(_tenant, group.Id)) content[$"{group.Id} {member.Value}"] = "";
            }

            query.Cursor = page.Page.NextCursor;
        }
        while (query.Cursor.Length > 0);

        return content;
    }

    private async Task<string[]> CreateUsersAsync(int count)
    {
        var ids = new List<string>();
        for (int i = 0; i < count; i++) ids.Add(await services.CreateUserAsync(_tenant, $"u{i}"));
        return [.. ids];
    }
}
