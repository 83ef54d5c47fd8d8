using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using Scim.Groups.Members;
using Scim.Groups.Subjects;
using Scim.Groups.Tests.Hosts;
using Scim.Protos.Common.V1;
using Scim.Protos.Groups.V1;
using Scim.Storage.Mongo;
using Scim.Storage.Resources;

namespace Scim.Groups.Tests.Members;

public sealed class MembershipJobTests(ServicesFixture services) : IClassFixture<ServicesFixture>, IAsyncLifetime
{
    private const string Tenant = "jobs";
    private static readonly string[] Ids = [.. Enumerable.Range(0, 5_000).Select(i => $"u{i:D5}")];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static StoreCall Call => new(Tenant) { Actor = "tests" };

    public async ValueTask InitializeAsync()
    {
        await services.HearOfAllUsersAsync(Cancel);
        if ((await Get<KnownSubjects>().FindAsync(Tenant, [Ids[^1]], Cancel)).Count > 0) return;
        await Get<KnownSubjects>().LearnAsync(Tenant, Ids.ToDictionary(id => id, id => id), Cancel);
    }

    [Theory]
    [InlineData(0, 2_500, 1_000, 3_500)]
    [InlineData(0, 2_500, 0, 0)]
    [InlineData(0, 3_000, 1_400, 1_410)]
    [InlineData(0, 10, 1_000, 3_000)]
    [InlineData(0, 1_200, 100, 1_300)]
    public async Task Replace_OfMoreThanATransactionTakes_LeavesExactlyTheNewList(int before, int beforeEnd, int after, int afterEnd)
    {
        string group = await services.CreateGroupAsync(Tenant, Ids[before..beforeEnd]);
        Assert.Equal(beforeEnd - before, (await services.MembersAsync(Tenant, group)).Count);

        PatchGroupResponse answer = await services.PatchAsync(Tenant, group, PatchOp.Replace, Ids[after..afterEnd]);

        Assert.True(answer.Changed);
        await AssertMembersAsync(group, Ids[after..afterEnd]);
        Assert.Equal(0, await CountAsync("membership_jobs", []));
        Assert.Equal(0, await CountAsync("membership_job_parts", []));
    }

    [Fact]
    public async Task AddAndRemove_OfMoreThanATransactionTakes_AreWhole()
    {
        string group = await services.CreateGroupAsync(Tenant);

        await services.PatchAsync(Tenant, group, PatchOp.Add, Ids[..2_100]);
        await services.PatchAsync(Tenant, group, PatchOp.Remove, Ids[50..2_050]);

        await AssertMembersAsync(group, [.. Ids[..50], .. Ids[2_050..2_100]]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task SmallChange_AfterACrashInALargeOne_ComesAfterIt(int parts)
    {
        string group = await services.CreateGroupAsync(Tenant, Ids[..500]);
        await CrashAsync(group, Ids[..500], Ids[500..3_500], parts);

        await services.PatchAsync(Tenant, group, PatchOp.Remove, Ids[600]);

        await AssertMembersAsync(group, [.. Ids[500..600], .. Ids[601..3_500]]);
    }

    [Fact]
    public async Task LargeChange_InterruptedByACrash_IsFinishedByTheRunner()
    {
        string group = await services.CreateGroupAsync(Tenant, Ids[..500]);
        await CrashAsync(group, Ids[..500], Ids[500..3_500], parts: 1);

        while (await CountAsync("membership_jobs", new BsonDocument("tenantId", Tenant)) > 0) Cancel.ThrowIfCancellationRequested();

        await AssertMembersAsync(group, Ids[500..3_500]);
    }

    [Fact]
    public async Task LargeChange_WithMembersDeletedMeanwhile_AddsTheOthers()
    {
        string group = await services.CreateGroupAsync(Tenant);
        await CrashAsync(group, [], Ids[3_500..], parts: 1);
        await services.Groups.RemoveMemberAsync(new RemoveMemberRequest { TenantId = Tenant, MemberId = Ids[3_510] }, cancellationToken: Cancel);
        await services.Groups.RemoveMemberAsync(new RemoveMemberRequest { TenantId = Tenant, MemberId = Ids[4_700] }, cancellationToken: Cancel);

        await services.PatchAsync(Tenant, group, PatchOp.Add, Ids[0]);

        await AssertMembersAsync(group, [Ids[0], .. Ids[3_500..3_510], .. Ids[3_511..4_700], .. Ids[4_701..]]);
    }

    [Fact]
    public async Task DeleteGroup_WithManyMembers_LeavesNoEdge()
    {
        string group = await services.CreateGroupAsync(Tenant, Ids[..2_500]);
        string outer = await services.CreateGroupAsync(Tenant, group, Ids[0]);

        await services.Groups.DeleteGroupAsync(new DeleteGroupRequest { TenantId = Tenant, Id = group, RequestId = "d" }, cancellationToken: Cancel);

        Assert.Equal(0, await CountAsync("memberships", new BsonDocument("groupId", group)));
        await AssertMembersAsync(outer, [Ids[0]]);
    }

    [Fact]
    public async Task DeleteGroup_InterruptedByACrash_IsFinishedByTheRunner()
    {
        string group = await services.CreateGroupAsync(Tenant, Ids[..1_500]);
        MembershipJobs dead = OtherProcess();
        MembershipJob job = await dead.BeginDeletionAsync(Call, group, Cancel);
        await Get<ResourceStore<Group>>().DeleteAsync(Call, group, "", Cancel);
        await dead.ReleaseAsync(job, Cancel);

        while (await CountAsync("membership_jobs", new BsonDocument("tenantId", Tenant)) > 0) Cancel.ThrowIfCancellationRequested();

        Assert.Equal(0, await CountAsync("memberships", new BsonDocument("groupId", group)));
    }

    [Fact]
    public async Task DeleteGroup_InterruptedBeforeItHappened_LeavesTheGroupAlone()
    {
        string group = await services.CreateGroupAsync(Tenant, Ids[..5]);
        MembershipJobs dead = OtherProcess();
        await dead.ReleaseAsync(await dead.BeginDeletionAsync(Call, group, Cancel), Cancel);

        while (await CountAsync("membership_jobs", new BsonDocument("tenantId", Tenant)) > 0) Cancel.ThrowIfCancellationRequested();

        await AssertMembersAsync(group, Ids[..5]);
    }

    // Does what a process does up to a moment at which it dies: its time then runs out.
    private async Task CrashAsync(string group, string[] before, string[] after, int parts)
    {
        MembershipJobs dead = OtherProcess();
        string start = MembershipId.RangeStart(Tenant, group), end = MembershipId.RangeEnd(Tenant, group);
        MembershipPart[] all =
        [
            .. after.Chunk(1_000).Select(some => new MembershipPart([.. some.Select(id => new MemberEdge(group, id, MemberEdge.User, id))], [])),
            new MembershipPart([], []) { After = start, UpTo = end, Kept = after },
        ];
        MembershipJob job = (await dead.BeginAsync(Call, group, all, Cancel))!;
        for (int i = 0; i < parts; i++)
        {
            MembershipPart part = (await dead.NextAsync(job, Cancel))!;
            var change = new EdgeChange(Call, group, part.Added, []) { Job = job.Id };
            await Get<MembershipWriter>().ApplyAsync(change, (session, token) => dead.AdvanceAsync(session, job, part, null, token), Cancel);
        }

        Assert.Equal(before.Length + parts * 1_000, (await services.MembersAsync(Tenant, group)).Count);
        await dead.ReleaseAsync(job, Cancel);
    }

    private MembershipJobs OtherProcess() => new(Get<MongoConnection>(), Get<MembershipStore>(), TimeProvider.System);

    private T Get<T>()
        where T : notnull => services.GroupServices.GetRequiredService<T>();

    private Task<long> CountAsync(string collection, BsonDocument filter) =>
        services.Database("scim_groups").GetCollection<BsonDocument>(collection).CountDocumentsAsync(filter, options: null, Cancel);

    private async Task AssertMembersAsync(string group, string[] expected) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), (await services.MembersAsync(Tenant, group)).Select(member => member.Value));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
