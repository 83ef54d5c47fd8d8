using Google.Protobuf;
using Grpc.Core;
using Scim.Gateway.Clusters;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;
using Scim.Protos.Users.V1;

namespace Scim.Gateway.Resources;

/// <summary>/Users: UserService.</summary>
internal sealed class UserBackend(ClusterInvokers invokers, Memberships memberships, GroupUsers groupUsers) : IResourceBackend
{
    private static readonly Dictionary<string, User> Nobody = [];

    public ScimResourceType Type => ScimResourceTypes.User;

    public CallInvoker Invoker => invokers.Users;

    public bool AnswersPatchWithNothing => false;

    public async Task<IMessage> CreateAsync(ResourceCall call, string id, IMessage resource)
    {
        var request = new CreateUserRequest
        {
            TenantId = call.TenantId,
            SchemaVersion = call.SchemaVersion,
            Id = id,
            RequestId = call.RequestId,
            ReadMask = call.Mask,
            User = (User)resource,
            ClientProfile = call.Profile,
            MaxUsers = call.Most.Users,
        };
        return (await Client(call).CreateUserAsync(request, cancellationToken: call.Cancel)).User;
    }

    public async Task<(IMessage Resource, bool NotModified)> GetAsync(ResourceCall call, string id, string ifNoneMatch)
    {
        var request = new GetUserRequest { TenantId = call.TenantId, SchemaVersion = call.SchemaVersion, Id = id, ReadMask = call.Mask, IfNoneMatch = ifNoneMatch };
        GetUserResponse answer = await Client(call).GetUserAsync(request, cancellationToken: call.Cancel);
        if (!answer.NotModified && call.WantsGroups) await memberships.FillAsync(call, [answer.User]);
        return (answer.User, answer.NotModified);
    }

    public async Task<ResourceList> ListAsync(ResourceCall call, ListQuery query)
    {
        if (GroupsFilter.Of(query.Filter, call.Type) is { } filter) return await groupUsers.ListAsync(call, filter, query);

        var request = new ListUsersRequest { TenantId = call.TenantId, SchemaVersion = call.SchemaVersion, ReadMask = call.Mask, Query = query, Json = call.Json };
        ListUsersResponse answer = await Client(call).ListUsersAsync(request, cancellationToken: call.Cancel);
        if (answer.JsonUsers.Count > 0) return new ResourceList([], answer.Page) { Json = await WithGroupsAsync(call, answer.JsonUsers) };

        if (answer.Users.Count > 0 && call.WantsGroups) await memberships.FillAsync(call, answer.Users);
        return new ResourceList(answer.Users, answer.Page);
    }

    public async Task<IMessage> ReplaceAsync(ResourceCall call, string id, IMessage resource)
    {
        var request = new ReplaceUserRequest
        {
            TenantId = call.TenantId,
            SchemaVersion = call.SchemaVersion,
            Id = id,
            RequestId = call.RequestId,
            ReadMask = call.Mask,
            IfMatch = call.IfMatch,
            User = (User)resource,
            ClientProfile = call.Profile,
        };
        User user = (await Client(call).ReplaceUserAsync(request, cancellationToken: call.Cancel)).User;
        if (call.WantsGroups) await memberships.FillAsync(call, [user]);
        return user;
    }

    public async Task<(IMessage Resource, bool Changed)> PatchAsync(ResourceCall call, string id, IReadOnlyList<PatchOperation> operations)
    {
        var request = new PatchUserRequest
        {
            TenantId = call.TenantId,
            SchemaVersion = call.SchemaVersion,
            Id = id,
            RequestId = call.RequestId,
            ReadMask = call.Mask,
            IfMatch = call.IfMatch,
            Operations = { operations },
            ClientProfile = call.Profile,
        };
        PatchUserResponse answer = await Client(call).PatchUserAsync(request, cancellationToken: call.Cancel);
        if (call.WantsGroups) await memberships.FillAsync(call, [answer.User]);
        return (answer.User, answer.Changed);
    }

    public async Task DeleteAsync(ResourceCall call, string id)
    {
        var request = new DeleteUserRequest { TenantId = call.TenantId, Id = id, RequestId = call.RequestId, IfMatch = call.IfMatch };
        await Client(call).DeleteUserAsync(request, cancellationToken: call.Cancel);
        await memberships.RemoveAsync(call, id);
    }

    private async Task<IReadOnlyList<(JsonResource, IMessage?)>> WithGroupsAsync(ResourceCall call, IReadOnlyCollection<JsonResource> users)
    {
        IReadOnlyDictionary<string, User> groups = call.WantsGroups ? await memberships.ReadAsync(call, [.. users.Select(user => user.Id)]) : Nobody;
        return [.. users.Select(user => (user, (IMessage?)groups.GetValueOrDefault(user.Id)))];
    }

    private static UserService.UserServiceClient Client(ResourceCall call) => new(call.Invoker);
}
