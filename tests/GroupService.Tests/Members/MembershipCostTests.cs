using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Scim.Groups.Subjects;
using Scim.Groups.Tests.Hosts;
using Scim.Protos.Common.V1;
using Scim.Protos.Groups.V1;

namespace Scim.Groups.Tests.Members;

/// <summary>What one member costs, in commands and in documents examined, in groups of very different sizes.</summary>
public sealed class MembershipCostTests(ServicesFixture services) : IClassFixture<ServicesFixture>
{
    private const string Tenant = "costs";
    private const string Added = "user-added", Present = "member-00000005";

    private static readonly string[] Operations =
        ["add", "add again", "add an unknown one", "remove", "remove again", "check", "check of who is none", "groups of a member", "rename", "read the group"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // A million takes minutes to make: SCIM_TEST_GROUP_SIZES=10,100000,1000000 asks for it.
    private static int[] Sizes => [.. (Environment.GetEnvironmentVariable("SCIM_TEST_GROUP_SIZES") is { Length: > 0 } given ? given : "10,100000")
        .Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture))];

    [Fact]
    public async Task OneMember_InAGroupOfAnySize_CostsTheSame()
    {
        await services.HearOfAllUsersAsync(Cancel);
        await services.GroupServices.GetRequiredService<KnownSubjects>().LearnAsync(Tenant, new Dictionary<string, string> { [Added] = "Added" }, Cancel);
        var costs = new Dictionary<int, List<IReadOnlyList<CommandCost>>>();
        foreach (int size in Sizes)
        {
            string group = await services.CreateGroupAsync(Tenant);
            await services.SeedMembersAsync(Tenant, group, size, Cancel);
            await services.Groups.ListMembershipsAsync(new ListMembershipsRequest { TenantId = Tenant, MemberIds = { Added } }, cancellationToken: Cancel);
            costs[size] = [];
            foreach (string operation in Operations) costs[size].Add(await CostAsync(operation, group));
            Assert.Equal(size, await services.CountMembersAsync(Tenant, group, Cancel));
        }

        for (int i = 0; i < Operations.Length; i++)
        {
            IReadOnlyList<CommandCost> small = costs[Sizes[0]][i];
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"| {Operations[i]} | {small.Count} | {small.Sum(cost => cost.Keys)} | {small.Sum(cost => cost.Documents)} |  {string.Join(", ", small.Select(cost => cost.Command))}");
            foreach (int size in Sizes) Assert.Equal(small, costs[size][i]);
            Assert.InRange(small.Sum(cost => cost.Documents), 0, 10);
            Assert.InRange(small.Sum(cost => cost.Keys), 0, 10);
        }
    }

    private Task<IReadOnlyList<CommandCost>> CostAsync(string operation, string group) => services.Commands.CostOfAsync(
        services.Database("scim_groups"),
        operation switch
        {
            "add" or "add again" => () => services.PatchAsync(Tenant, group, PatchOp.Add, Added),
            "add an unknown one" => async () => await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => services.PatchAsync(Tenant, group, PatchOp.Add, "nobody")),
            "remove" or "remove again" => () => services.PatchAsync(Tenant, group, PatchOp.Remove, Added),
            "check" => () => CheckAsync(group, Present, 1),
            "check of who is none" => () => CheckAsync(group, Added, 0),
            "groups of a member" => () => services.Groups.ListMembershipsAsync(
                new ListMembershipsRequest { TenantId = Tenant, MemberIds = { $"{group}-only" } }, cancellationToken: Cancel).ResponseAsync,
            "rename" => () => RenameAsync(group),
            _ => () => services.Groups.GetGroupAsync(new GetGroupRequest { TenantId = Tenant, Id = group }, cancellationToken: Cancel).ResponseAsync,
        },
        Cancel);

    private async Task CheckAsync(string group, string member, int expected)
    {
        var query = new ListQuery { Filter = $"id eq \"{group}\" and members eq \"{member}\"" };
        ListGroupsResponse answer = await services.Groups.ListGroupsAsync(new ListGroupsRequest { TenantId = Tenant, Query = query }, cancellationToken: Cancel);
        Assert.Equal(expected, answer.Groups.Count);
    }

    private Task<PatchGroupResponse> RenameAsync(string group) => services.Groups.PatchGroupAsync(new PatchGroupRequest
    {
        TenantId = Tenant,
        Id = group,
        RequestId = Guid.NewGuid().ToString(),
        Operations = { new PatchOperation { Op = PatchOp.Replace, Path = "displayName", ValueJson = Google.Protobuf.ByteString.CopyFromUtf8("\"Other\"") } },
    }).ResponseAsync;
}
