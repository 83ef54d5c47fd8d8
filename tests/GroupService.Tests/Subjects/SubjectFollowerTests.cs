using Grpc.Core;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Groups.Tests.Hosts;
using Scim.Protos.Common.V1;
using Scim.Protos.Groups.V1;
using Scim.Protos.Users.V1;

namespace Scim.Groups.Tests.Subjects;

/// <summary>GroupService as a follower of users, stopped and started while users come, go and are renamed.</summary>
public sealed class SubjectFollowerTests(ServicesFixture services) : IClassFixture<ServicesFixture>
{
    private const int Writers = 3;
    private const int Rounds = 60;
    private readonly string _tenant = $"t{Guid.NewGuid():N}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Follow_RestartedUnderLoad_EndsWithTheUsersThereAre()
    {
        string[] groups = [await services.CreateGroupAsync(_tenant), await services.CreateGroupAsync(_tenant)];
        Task load = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => LoadAsync(writer, groups)));
        for (int i = 0; i < 3 && !load.IsCompleted; i++)
        {
            await services.StopGroupsAsync();
            await services.StartGroupsAsync();
            await services.HearOfAllUsersAsync(Cancel);
        }

        await load;
        await HearOfAsync("last");
        await HearOfAsync("behind the changes that came with the last");

        Dictionary<string, string> users = await UsersAsync();
        Assert.Equal(users, await KnownAsync());
        foreach (Member member in (await services.MembersAsync(_tenant, groups[0])).Concat(await services.MembersAsync(_tenant, groups[1])))
        {
            Assert.Equal(users[member.Value], member.Display);
        }
    }

    private async Task HearOfAsync(string name)
    {
        string user = await services.CreateUserAsync(_tenant, name);
        while (!(await KnownAsync()).ContainsKey(user)) Cancel.ThrowIfCancellationRequested();
    }

    // Nobody tells GroupService of the deletions: it has to hear of them.
    private async Task LoadAsync(int writer, string[] groups)
    {
        var random = new Random(writer);
        var users = new List<string>();
        for (int round = 0; round < Rounds; round++)
        {
            users.Add(await services.CreateUserAsync(_tenant, $"w{writer}-{round}"));
            string user = users[random.Next(users.Count)];
            await TryAddAsync(groups[random.Next(groups.Length)], user);
            if (random.Next(3) == 0)
            {
                await services.Users.ReplaceUserAsync(
                    new ReplaceUserRequest
                    {
                        TenantId = _tenant, Id = user, RequestId = Guid.NewGuid().ToString(), User = new User { UserName = $"w{writer}-{users.IndexOf(user)}-{round}" },
                    },
                    cancellationToken: Cancel);
            }

            if (random.Next(4) > 0) continue;
            users.Remove(user);
            await services.Users.DeleteUserAsync(new DeleteUserRequest { TenantId = _tenant, Id = user, RequestId = Guid.NewGuid().ToString() }, cancellationToken: Cancel);
        }
    }

    private async Task TryAddAsync(string group, string user)
    {
        try
        {
            await services.PatchAsync(_tenant, group, PatchOp.Add, user);
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.Internal)
        {
            // GroupService is away for the moment.
        }
    }

    private async Task<Dictionary<string, string>> KnownAsync()
    {
        var living = new BsonDocument { { "tenantId", _tenant }, { "deleted", new BsonDocument("$exists", false) } };
        List<BsonDocument> known = await services.Database("scim_groups").GetCollection<BsonDocument>("known_subjects").Find(living).ToListAsync(Cancel);
        return known.ToDictionary(subject => subject["_id"].AsString[(_tenant.Length + 1)..], subject => subject["display"].AsString, StringComparer.Ordinal);
    }

    private async Task<Dictionary<string, string>> UsersAsync()
    {
        var query = new ListQuery { Count = 1_000 };
        ListUsersResponse page = await services.Users.ListUsersAsync(new ListUsersRequest { TenantId = _tenant, Query = query }, cancellationToken: Cancel);
        Assert.Equal(page.Page.TotalResults, page.Users.Count);
        return page.Users.ToDictionary(user => user.Id, user => user.UserName, StringComparer.Ordinal);
    }
}
