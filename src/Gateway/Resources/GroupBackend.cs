using Google.Protobuf;
using Grpc.Core;
using Scim.Gateway.Clusters;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;
using Scim.Protos.Groups.V1;

namespace Scim.Gateway.Resources;

/// <summary>/Groups: GroupService.</summary>
internal sealed class GroupBackend(ClusterInvokers invokers) : IResourceBackend, IMemberSource
{
    public ScimResourceType Type => ScimResourceTypes.Group;

    public CallInvoker Invoker => invokers.Groups;

    public bool AnswersPatchWithNothing => true;

    public ScimAttribute Members { get; } = ScimResourceTypes.Group.Attributes.Find("members")!;

    public async Task<IMessage> CreateAsync(ResourceCall call, string id, IMessage resource)
    {
        var request = new CreateGroupRequest
        {
            TenantId = call.TenantId,
            SchemaVersion = call.SchemaVersion,
            Id = id,
            RequestId = call.RequestId,
            ReadMask = call.Mask,
            Group = (Group)resource,
            ClientProfile = call.Profile,
            MaxGroups = call.Most.Groups,
        };
        return (await Client(call).CreateGroupAsync(request, cancellationToken: call.Cancel)).Group;
    }

    public async Task<(IMessage Resource, bool NotModified)> GetAsync(ResourceCall call, string id, string ifNoneMatch)
    {
        var request = new GetGroupRequest { TenantId = call.TenantId, SchemaVersion = call.SchemaVersion, Id = id, ReadMask = call.Mask, IfNoneMatch = ifNoneMatch };
        GetGroupResponse answer = await Client(call).GetGroupAsync(request, cancellationToken: call.Cancel);
        return (answer.Group, answer.NotModified);
    }

    public async Task<ResourceList> ListAsync(ResourceCall call, ListQuery query)
    {
        var request = new ListGroupsRequest { TenantId = call.TenantId, SchemaVersion = call.SchemaVersion, ReadMask = call.Mask, Query = query };
        ListGroupsResponse answer = await Client(call).ListGroupsAsync(request, cancellationToken: call.Cancel);
        return new ResourceList(answer.Groups, answer.Page);
    }

    public async Task<IMessage> ReplaceAsync(ResourceCall call, string id, IMessage resource)
    {
        var request = new ReplaceGroupRequest
        {
            TenantId = call.TenantId,
            SchemaVersion = call.SchemaVersion,
            Id = id,
            RequestId = call.RequestId,
            ReadMask = call.Mask,
            IfMatch = call.IfMatch,
            Group = (Group)resource,
            ClientProfile = call.Profile,
        };
        return (await Client(call).ReplaceGroupAsync(request, cancellationToken: call.Cancel)).Group;
    }

    public async Task<(IMessage Resource, bool Changed)> PatchAsync(ResourceCall call, string id, IReadOnlyList<PatchOperation> operations)
    {
        var request = new PatchGroupRequest
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
        PatchGroupResponse answer = await Client(call).PatchGroupAsync(request, cancellationToken: call.Cancel);
        return (answer.Group, answer.Changed);
    }

    public async Task DeleteAsync(ResourceCall call, string id)
    {
        var request = new DeleteGroupRequest { TenantId = call.TenantId, Id = id, RequestId = call.RequestId, IfMatch = call.IfMatch };
        await Client(call).DeleteGroupAsync(request, cancellationToken: call.Cancel);
    }

    public IAsyncEnumerable<IReadOnlyList<Member>> ReadMembersAsync(ResourceCall call, string id) =>
        MemberStream.ReadAsync(Client(call), new ListMembersRequest { TenantId = call.TenantId, Id = id }, call.Cancel);

    private static GroupService.GroupServiceClient Client(ResourceCall call) => new(call.Invoker);
}
