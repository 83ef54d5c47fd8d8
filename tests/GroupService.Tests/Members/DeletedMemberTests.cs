using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using Scim.Groups.Members;
using Scim.Groups.Tests.Hosts;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;
using Scim.Protos.Groups.V1;
using Scim.Protos.Users.V1;
using Scim.Storage.Resources;

namespace Scim.Groups.Tests.Members;

public sealed class DeletedMemberTests(ServicesFixture services) : IClassFixture<ServicesFixture>
{
    private readonly string _tenant = $"t{Guid.NewGuid():N}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RemoveMember_OfADeletedUser_EmptiesItsGroupsAtOnceAndForGood()
    {
        string user = await services.CreateUserAsync(_tenant, "a");
        string first = await services.CreateGroupAsync(_tenant, user), second = await services.CreateGroupAsync(_tenant, user);

        RemoveMemberResponse answer = await services.Groups.RemoveMemberAsync(new RemoveMemberRequest { TenantId = _tenant, MemberId = user }, cancellationToken: Cancel);

        Assert.Equal(2, answer.Removed);
        Assert.Empty(await services.MembersAsync(_tenant, first));
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => services.PatchAsync(_tenant, second, PatchOp.Add, user));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains(user, error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeleteUser_NobodyTellsOf_IsHeardByTheFeed()
    {
        string user = await services.CreateUserAsync(_tenant, "a"), other = await services.CreateUserAsync(_tenant, "b");
        string group = await services.CreateGroupAsync(_tenant, user, other);
        using AsyncServerStreamingCall<WatchGroupsResponse> watch = await WatchAsync();

        await services.Users.DeleteUserAsync(new DeleteUserRequest { TenantId = _tenant, Id = user, RequestId = "d" }, cancellationToken: Cancel);

        MembershipChange change = await NextAsync(watch, ChangeKind.Deleted);
        Assert.Equal((group, user), (change.GroupId, change.Member.Value));
        Assert.Equal("group-service", change.LastChange.Actor);
        Assert.Equal(other, Assert.Single(await services.MembersAsync(_tenant, group)).Value);
    }

    [Fact]
    public async Task DeleteUser_WhileGroupServiceIsAway_IsMadeUpFor()
    {
        string user = await services.CreateUserAsync(_tenant, "a");
        string group = await services.CreateGroupAsync(_tenant, user);
        await services.StopGroupsAsync();
        await services.Users.DeleteUserAsync(new DeleteUserRequest { TenantId = _tenant, Id = user, RequestId = "d" }, cancellationToken: Cancel);

        await services.StartGroupsAsync();

        while ((await services.MembersAsync(_tenant, group)).Count > 0) Cancel.ThrowIfCancellationRequested();
    }

    [Fact]
    public async Task DeleteUser_LongerAgoThanTheHistory_IsFoundByTheSnapshot()
    {
        string user = await services.CreateUserAsync(_tenant, "a"), other = await services.CreateUserAsync(_tenant, "b");
        string group = await services.CreateGroupAsync(_tenant, user, other);
        await services.StopGroupsAsync();
        await services.Database("scim_users").GetCollection<BsonDocument>("users").DeleteOneAsync(new BsonDocument("_id", $"{_tenant}:{user}"), Cancel);
        await services.Database("scim_groups").GetCollection<BsonDocument>("followers").DeleteManyAsync(new BsonDocument(), Cancel);

        await services.StartGroupsAsync();

        while ((await services.MembersAsync(_tenant, group)).Count > 1) Cancel.ThrowIfCancellationRequested();
        Assert.Equal(other, Assert.Single(await services.MembersAsync(_tenant, group)).Value);
    }

    [Fact]
    public async Task ReplaceUser_WithAnotherName_RenamesTheMember()
    {
        string user = await services.CreateUserAsync(_tenant, "before");
        string group = await services.CreateGroupAsync(_tenant, user);
        Assert.Equal("before", (await services.MembersAsync(_tenant, group))[0].Display);

        await services.Users.ReplaceUserAsync(
            new ReplaceUserRequest { TenantId = _tenant, Id = user, RequestId = "r", User = new User { UserName = "before", DisplayName = "After" } }, cancellationToken: Cancel);

        while ((await services.MembersAsync(_tenant, group))[0].Display != "After") Cancel.ThrowIfCancellationRequested();
    }

    [Fact]
    public async Task PatchGroup_WithAnotherName_RenamesItInTheGroupsThatHoldIt()
    {
        string nested = await services.CreateGroupAsync(_tenant);
        string outer = await services.CreateGroupAsync(_tenant, nested);

        await services.Groups.PatchGroupAsync(
            new PatchGroupRequest
            {
                TenantId = _tenant,
                Id = nested,
                RequestId = "n",
                Operations = { new PatchOperation { Op = PatchOp.Replace, Path = "displayName", ValueJson = Google.Protobuf.ByteString.CopyFromUtf8("\"Renamed\"") } },
            },
            cancellationToken: Cancel);

        Assert.Equal("Renamed", Assert.Single(await services.MembersAsync(_tenant, outer)).Display);
    }

    [Fact]
    public async Task ApplyAsync_OfAMemberThatWasDeletedSinceItWasAdmitted_IsRefused()
    {
        string user = await services.CreateUserAsync(_tenant, "a");
        string group = await services.CreateGroupAsync(_tenant);
        string nested = await services.CreateGroupAsync(_tenant);
        var call = new StoreCall(_tenant);
        IReadOnlyList<MemberEdge> admitted = await services.GroupServices.GetRequiredService<MemberAdmission>().AdmitAsync(call, group, [user, nested], Cancel);
        await services.Groups.RemoveMemberAsync(new RemoveMemberRequest { TenantId = _tenant, MemberId = user }, cancellationToken: Cancel);
        await services.Groups.DeleteGroupAsync(new DeleteGroupRequest { TenantId = _tenant, Id = nested, RequestId = "d" }, cancellationToken: Cancel);
        var writer = services.GroupServices.GetRequiredService<MembershipWriter>();

        foreach (MemberEdge edge in admitted)
        {
            ScimException error = await Assert.ThrowsAsync<ScimException>(() => writer.ApplyAsync(new EdgeChange(call, group, [edge], []), also: null, Cancel));
            Assert.Equal(ScimErrorType.InvalidValue, error.Type);
        }

        Assert.Equal(2, admitted.Count);
        Assert.Empty(await services.MembersAsync(_tenant, group));
    }

    [Fact]
    public async Task AddAndDelete_AtTheSameTime_LeaveNoEdge()
    {
        string[] groups = [await services.CreateGroupAsync(_tenant), await services.CreateGroupAsync(_tenant)];
        string[] users = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => services.CreateUserAsync(_tenant, $"u{i}")));

        await Task.WhenAll(users.SelectMany(user => (Task[])[AddAsync(groups[0], user), AddAsync(groups[1], user), DeleteAsync(user)]));

        foreach (string group in groups) Assert.Empty(await services.MembersAsync(_tenant, group));
    }

    private async Task AddAsync(string group, string user)
    {
        try
        {
            await services.PatchAsync(_tenant, group, PatchOp.Add, user);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.InvalidArgument)
        {
            // It was deleted first.
        }
    }

    // As the gateway does it.
    private async Task DeleteAsync(string user)
    {
        await services.Users.DeleteUserAsync(new DeleteUserRequest { TenantId = _tenant, Id = user, RequestId = "d" }, cancellationToken: Cancel);
        await services.Groups.RemoveMemberAsync(new RemoveMemberRequest { TenantId = _tenant, MemberId = user }, cancellationToken: Cancel);
    }

    private async Task<AsyncServerStreamingCall<WatchGroupsResponse>> WatchAsync()
    {
        AsyncServerStreamingCall<WatchGroupsResponse> watch = services.Groups.WatchGroups(new WatchGroupsRequest { TenantId = _tenant }, cancellationToken: Cancel);
        Assert.True(await watch.ResponseStream.MoveNext(Cancel));
        Assert.Equal(WatchGroupsResponse.EventOneofCase.Checkpoint, watch.ResponseStream.Current.EventCase);
        return watch;
    }

    private static async Task<MembershipChange> NextAsync(AsyncServerStreamingCall<WatchGroupsResponse> watch, ChangeKind kind)
    {
        while (await watch.ResponseStream.MoveNext(Cancel))
        {
            if (watch.ResponseStream.Current.MembershipChange is { } change && change.Kind == kind) return change;
        }

        throw new InvalidOperationException("The feed ended.");
    }
}
