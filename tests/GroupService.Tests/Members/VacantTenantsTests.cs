using System.Diagnostics;
using Scim.Groups.Members;
using Scim.Groups.Tests.Hosts;
using Scim.Protos.Common.V1;
using Scim.Protos.Groups.V1;

namespace Scim.Groups.Tests.Members;

/// <summary>Callers may take a tenant without memberships for one, and are never wrong about it.</summary>
public sealed class VacantTenantsTests(ServicesFixture services) : IClassFixture<ServicesFixture>
{
    private const int Tenants = 12;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ListMemberships_InATenantWithoutAny_SaysForHowLong_AndNotAfterTheFirst()
    {
        string user = await services.CreateUserAsync("vacant", "adele@contoso.com");
        string group = await services.CreateGroupAsync("vacant");

        Assert.Equal(VacantTenants.Grace, (await GroupsOfAsync("vacant", user)).VacantFor.ToTimeSpan());

        await services.PatchAsync("vacant", group, PatchOp.Add, user);
        ListMembershipsResponse member = await GroupsOfAsync("vacant", user);
        await services.PatchAsync("vacant", group, PatchOp.Remove, user);

        Assert.Equal(group, Assert.Single(Assert.Single(member.Memberships).Groups).GroupId);
        Assert.Null(member.VacantFor);
        Assert.Null((await GroupsOfAsync("vacant", user)).VacantFor);
    }

    // Written before tenants were announced.
    [Fact]
    public async Task ListMemberships_WithMembershipsThatNobodyAnnounced_FindsThem()
    {
        string group = await services.CreateGroupAsync("unannounced");
        await services.SeedMembersAsync("unannounced", group, 1, Cancel);

        ListMembershipsResponse found = await GroupsOfAsync("unannounced", $"{group}-only");

        Assert.Equal(group, Assert.Single(Assert.Single(found.Memberships).Groups).GroupId);
    }

    // Each caller believes what it was told for as long as it was told, as a gateway does.
    [Fact]
    public async Task FirstMembership_WhileOthersAskAllTheTime_IsSeenByEachFromItsAnswerOn()
    {
        await Task.WhenAll(Enumerable.Range(0, Tenants).Select(i => FirstMembershipAsync($"first-{i}")));
    }

    private async Task FirstMembershipAsync(string tenant)
    {
        string user = await services.CreateUserAsync(tenant, "adele@contoso.com");
        string group = await services.CreateGroupAsync(tenant);
        long acknowledged = long.MaxValue;
        Task<bool[]> asking = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => AskAsync(tenant, user, () => Volatile.Read(ref acknowledged))));

        await services.PatchAsync(tenant, group, PatchOp.Add, user);
        Volatile.Write(ref acknowledged, Stopwatch.GetTimestamp());

        Assert.All(await asking, Assert.True);
    }

    // Whether the user was seen in a group by the first look that began behind the acknowledgement.
    private async Task<bool> AskAsync(string tenant, string user, Func<long> acknowledged)
    {
        long vacantUntil = 0;
        while (true)
        {
            Cancel.ThrowIfCancellationRequested();
            long asked = Stopwatch.GetTimestamp();
            bool late = asked > acknowledged();
            if (asked < vacantUntil)
            {
                if (late) return false;
                await Task.Yield();
                continue;
            }

            ListMembershipsResponse answer = await GroupsOfAsync(tenant, user);
            if (answer.VacantFor is { } vacant) vacantUntil = asked + (long)(vacant.ToTimeSpan().TotalSeconds * Stopwatch.Frequency);
            if (late) return answer.Memberships.Count == 1;
        }
    }

    private async Task<ListMembershipsResponse> GroupsOfAsync(string tenant, string user) =>
        await services.Groups.ListMembershipsAsync(new ListMembershipsRequest { TenantId = tenant, MemberIds = { user } }, cancellationToken: Cancel);
}
