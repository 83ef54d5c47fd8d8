using Grpc.Core;
using Scim.Groups.Tests.Hosts;
using Scim.Protos.Common.V1;
using Scim.Protos.Groups.V1;

namespace Scim.Groups.Tests.Groups;

public sealed class WatchGroupsTests(ServicesFixture services) : IClassFixture<ServicesFixture>
{
    private readonly string _tenant = $"t{Guid.NewGuid():N}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WatchGroups_ChangesOfGroupsAndMembers_AreToldInOrderWithTheirOrigin()
    {
        string user = await services.CreateUserAsync(_tenant, "a");
        using AsyncServerStreamingCall<WatchGroupsResponse> watch = services.Groups.WatchGroups(new WatchGroupsRequest { TenantId = _tenant }, cancellationToken: Cancel);
        await watch.ResponseStream.MoveNext(Cancel);

        string group = await services.CreateGroupAsync(_tenant, user);
        await services.PatchAsync(_tenant, group, PatchOp.Remove, user);
        await services.PatchAsync(_tenant, group, PatchOp.Remove, user);
        await services.Groups.DeleteGroupAsync(new DeleteGroupRequest { TenantId = _tenant, Id = group, RequestId = "d" }, cancellationToken: Cancel);

        List<string> told = await TakeAsync(watch, 6);
        Assert.Equal(
            [$"group Created {group}", $"group Updated {group}", $"member Created {user} tests", $"group Updated {group}", $"member Deleted {user} tests", $"group Deleted {group}"],
            told);
    }

    [Fact]
    public async Task WatchGroups_FromASnapshot_TellsGroupsAndEdges()
    {
        string user = await services.CreateUserAsync(_tenant, "a");
        string group = await services.CreateGroupAsync(_tenant, user);
        using AsyncServerStreamingCall<WatchGroupsResponse> watch = services.Groups.WatchGroups(
            new WatchGroupsRequest { TenantId = _tenant, Start = FeedStart.Snapshot }, cancellationToken: Cancel);

        Assert.Equal([$"group Created {group}", $"member Created {user} "], await TakeAsync(watch, 2));
    }

    [Fact]
    public async Task WatchGroups_ResumedAfterACheckpoint_TellsTheRestOnly()
    {
        string before = await services.CreateGroupAsync(_tenant);
        Google.Protobuf.ByteString token;
        using (AsyncServerStreamingCall<WatchGroupsResponse> first = services.Groups.WatchGroups(new WatchGroupsRequest { TenantId = _tenant }, cancellationToken: Cancel))
        {
            await first.ResponseStream.MoveNext(Cancel);
            token = first.ResponseStream.Current.Checkpoint.ResumeToken;
        }

        string after = await services.CreateGroupAsync(_tenant);
        using AsyncServerStreamingCall<WatchGroupsResponse> watch = services.Groups.WatchGroups(
            new WatchGroupsRequest { TenantId = _tenant, ResumeToken = token }, cancellationToken: Cancel);

        Assert.NotEqual(before, after);
        Assert.Equal([$"group Created {after}"], await TakeAsync(watch, 1));
    }

    [Fact]
    public async Task WatchGroups_WrongToken_IsInvalidArgument()
    {
        using AsyncServerStreamingCall<WatchGroupsResponse> watch = services.Groups.WatchGroups(
            new WatchGroupsRequest { TenantId = _tenant, ResumeToken = Google.Protobuf.ByteString.CopyFromUtf8("none") }, cancellationToken: Cancel);

        RpcException error = await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(Cancel));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    private static async Task<List<string>> TakeAsync(AsyncServerStreamingCall<WatchGroupsResponse> watch, int count)
    {
        var told = new List<string>();
        while (told.Count < count && await watch.ResponseStream.MoveNext(Cancel))
        {
            WatchGroupsResponse item = watch.ResponseStream.Current;
            if (item.Change is { } group) told.Add($"group {group.Kind} {group.Id}");
            if (item.MembershipChange is { } edge) told.Add($"member {edge.Kind} {edge.Member.Value} {edge.LastChange?.Actor}");
        }

        return told;
    }
}
