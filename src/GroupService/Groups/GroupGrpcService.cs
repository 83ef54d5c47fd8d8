using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Scim.Groups.Members;
using Scim.Groups.Removal;
using Scim.Groups.Subjects;
using Scim.Protocol.Clients;
using Scim.Protocol.Errors;
using Scim.Protocol.Patching;
using Scim.Protocol.Schema;
using Scim.Protocol.Validation;
using Scim.Protos.Groups.V1;
using Scim.Storage.Resources;

namespace Scim.Groups.Groups;

/// <summary>Creates, reads, lists, changes and deletes groups, and tells their members.</summary>
internal sealed class GroupGrpcService(
    ResourceStore<Group> store,
    GroupCalls calls,
    MembershipStore edges,
    NestedMembers nested,
    MembershipChanges changes,
    MembershipJobs jobs,
    MemberAdmission admission,
    GroupFinder finder,
    GroupFeed feed,
    VacantTenants vacant,
    SubjectUpdates subjects,
    TenantData data)
    : GroupService.GroupServiceBase
{
    private const int MembersOfAMessage = 500;
    private const int MostMemberIds = 1_000;
    private const int MostMemberships = 100_000;

    public override async Task<CreateGroupResponse> CreateGroup(CreateGroupRequest request, ServerCallContext context)
    {
        if (!MembershipId.IsPart(request.Id)) throw ScimException.InvalidValue("The id of a new group is a UUID.");

        StoreCall call = (await calls.OfAsync(context, request.TenantId, request.SchemaVersion, request.RequestId)) with { MostResources = request.MaxGroups };
        Group group = Given(request.Group, call);
        group.Id = request.Id;
        ResourceValidator.Check(call.Type!, current: null, group);
        var members = new MemberDelta();
        members.Add(MemberIds(request.Group).Select(id => new MemberReference(id, null)));
        IReadOnlyList<MemberEdge> admitted = await admission.AdmitAsync(call, request.Id, members.Added.Select(member => member.Id), context.CancellationToken);
        Group created = await store.CreateAsync(call, group, context.CancellationToken);
        if (admitted.Count > 0 && await changes.ApplyAsync(call, request.Id, members, admitted, context.CancellationToken))
        {
            created = await GetAsync(call, request.Id, mask: null, context.CancellationToken);
        }

        return new CreateGroupResponse { Group = AnswerMask.Apply(created, request.ReadMask) };
    }

    public override async Task<GetGroupResponse> GetGroup(GetGroupRequest request, ServerCallContext context)
    {
        FieldMask? mask = request.ReadMask;
        if (request.IfNoneMatch.Length > 0 && mask is { Paths.Count: > 0 }) mask = new FieldMask { Paths = { mask.Paths, "meta" } };
        StoreCall call = await calls.OfAsync(context, request.TenantId, request.SchemaVersion);
        Group group = await GetAsync(call, request.Id, mask, context.CancellationToken);
        if (request.IfNoneMatch.Length == 0 || !EntityTag.Names(request.IfNoneMatch, group.Meta.Version)) return new GetGroupResponse { Group = group };

        var known = new Group { Id = group.Id, Meta = new Protos.Common.V1.Meta { Version = group.Meta.Version } };
        return new GetGroupResponse { Group = known, NotModified = true };
    }

    public override async Task<ListGroupsResponse> ListGroups(ListGroupsRequest request, ServerCallContext context)
    {
        StoreCall call = await calls.OfAsync(context, request.TenantId, request.SchemaVersion);
        ResourcePage<Group> page = await finder.ListAsync(
            call, request.Query ?? new Protos.Common.V1.ListQuery(), request.ReadMask, context.CancellationToken);
        return new ListGroupsResponse { Groups = { page.Resources }, Page = page.Page };
    }

    public override async Task<ReplaceGroupResponse> ReplaceGroup(ReplaceGroupRequest request, ServerCallContext context)
    {
        StoreCall call = await calls.OfReplaceAsync(context, request.TenantId, request.SchemaVersion, request.RequestId);
        Group given = Given(request.Group, call);
        var delta = new MemberDelta();
        delta.Replace(MemberIds(request.Group).Select(id => new MemberReference(id, null)));
        (Group group, bool changed) = await ChangeAsync(
            call, request.Id, request.IfMatch, delta, current => Replacement(call.Type!, current, given), context.CancellationToken);
        return new ReplaceGroupResponse { Group = AnswerMask.Apply(group, request.ReadMask), Changed = changed };
    }

    public override async Task<PatchGroupResponse> PatchGroup(PatchGroupRequest request, ServerCallContext context)
    {
        StoreCall call = await calls.OfAsync(context, request.TenantId, request.SchemaVersion, request.RequestId);
        MemberPatch patch = MemberPatchReader.Read(request.Operations);
        (Group group, bool changed) = await ChangeAsync(
            call,
            request.Id,
            request.IfMatch,
            patch.Members,
            patch.Attributes.Count == 0 ? null : current => Patched(call.Type!, current, patch, ClientRules.Of(request.ClientProfile)),
            context.CancellationToken);
        return new PatchGroupResponse { Group = AnswerMask.Apply(group, request.ReadMask), Changed = changed };
    }

    public override async Task<DeleteGroupResponse> DeleteGroup(DeleteGroupRequest request, ServerCallContext context)
    {
        StoreCall call = GroupCalls.Of(context, request.TenantId, request.RequestId);
        MembershipJob job = await jobs.BeginDeletionAsync(call, request.Id, context.CancellationToken);
        try
        {
            await store.DeleteAsync(call, request.Id, request.IfMatch, context.CancellationToken);
        }
        catch (ScimException)
        {
            await jobs.EndAsync(job, context.CancellationToken);
            throw;
        }

        await changes.RunAsync(job, context.CancellationToken);
        return new DeleteGroupResponse();
    }

    public override async Task ListMembers(ListMembersRequest request, IServerStreamWriter<ListMembersResponse> responseStream, ServerCallContext context)
    {
        if (request.Filter.Length > 0) throw ScimException.InvalidFilter("Members are not filtered.");
        CancellationToken cancellationToken = context.CancellationToken;
        IAsyncEnumerable<IReadOnlyList<MemberEdge>> batches = request.IncludeIndirect
            ? nested.ReadAsync(request.TenantId, request.Id, request.AfterMemberId, request.Limit, cancellationToken)
            : edges.ReadAsync(request.TenantId, request.Id, request.AfterMemberId, request.Limit, cancellationToken);
        await foreach (IReadOnlyList<MemberEdge> batch in batches)
        {
            foreach (MemberEdge[] some in batch.Chunk(MembersOfAMessage))
            {
                var message = new ListMembersResponse();
                foreach (MemberEdge edge in some) message.Members.Add(ToMember(edge));
                await responseStream.WriteAsync(message, cancellationToken);
            }
        }
    }

    public override async Task<ListMembershipsResponse> ListMemberships(ListMembershipsRequest request, ServerCallContext context)
    {
        if (request.MemberIds.Count > MostMemberIds) throw ScimException.InvalidValue($"At most {MostMemberIds} members can be asked for at once.");
        StoreCall call = GroupCalls.Of(context, request.TenantId);
        if (await vacant.IsVacantAsync(call.TenantId, context.CancellationToken))
        {
            return new ListMembershipsResponse { VacantFor = Duration.FromTimeSpan(VacantTenants.Grace) };
        }

        return await new MembershipWalk(edges, store, MostMemberships).ReadAsync(
            call, request.MemberIds, request.IncludeIndirect, context.CancellationToken);
    }

    public override async Task<RemoveMemberResponse> RemoveMember(RemoveMemberRequest request, ServerCallContext context) => new()
    {
        Removed = await subjects.RemoveAsync(
            GroupCalls.Of(context, request.TenantId, request.RequestId), [request.MemberId], context.CancellationToken),
    };

    public override Task<RemoveTenantResponse> RemoveTenant(RemoveTenantRequest request, ServerCallContext context) =>
        data.RemoveAsync(GroupCalls.Of(context, request.TenantId).TenantId, request, context.CancellationToken);

    public override Task WatchGroups(WatchGroupsRequest request, IServerStreamWriter<WatchGroupsResponse> responseStream, ServerCallContext context) =>
        feed.WriteAsync(request, responseStream, context.CancellationToken);

    private static Member ToMember(MemberEdge edge)
    {
        var member = new Member { Value = edge.MemberId, Type = edge.Type };
        if (edge.Display.Length > 0) member.Display = edge.Display;
        return member;
    }

    private static string[] MemberIds(Group? group) =>
        [.. (group?.Members ?? []).Select(member => MembershipId.IsPart(member.Value)
            ? member.Value
            : throw ScimException.InvalidValue($"There is no user or group with the id '{member.Value}'."))];

    // What a caller gives, without its members and what only the service may say.
    private static Group Given(Group? group, StoreCall call)
    {
        if (group is null) throw ScimException.InvalidValue("The group is missing.");
        Group given = group.Clone();
        given.ClearId();
        given.Members.Clear();
        given.Meta = null;
        given.LastChange = null;
        given.ExternalIds.Clear();
        ExtensionValues.Normalize(call.Type!, given);
        return given;
    }

    private static Group Replacement(ScimResourceType type, Group current, Group given)
    {
        Group next = given.Clone();
        next.Id = current.Id;
        next.Meta = current.Meta;
        next.LastChange = current.LastChange;
        next.ExternalIds.Add(current.ExternalIds);
        ExtensionValues.KeepUnseen(type, current, next);
        ResourceValidator.Check(type, current, next);
        return next;
    }

    private static Group Patched(ScimResourceType type, Group current, MemberPatch patch, ClientRules rules)
    {
        Group next = PatchApplier.Apply(type, current, patch.Attributes, rules.Tolerated).Resource;
        ResourceValidator.Check(type, current, next);
        return next;
    }

    private async Task<Group> GetAsync(StoreCall call, string id, FieldMask? mask, CancellationToken cancellationToken) =>
        await store.GetAsync(call, id, mask, cancellationToken) ?? throw ScimException.NotFound($"There is no Group {id}.");

    // Members are checked before anything is written, so that an unknown one changes nothing.
    private async Task<(Group Group, bool Changed)> ChangeAsync(
        StoreCall call, string id, string ifMatch, MemberDelta delta, Func<Group, Group>? change, CancellationToken cancellationToken)
    {
        if (!delta.IsEmpty) await changes.RequireGroupAsync(call, id, cancellationToken);
        IReadOnlyList<MemberEdge> admitted = await admission.AdmitAsync(call, id, delta.Added.Select(member => member.Id), cancellationToken);
        if (change is null && ifMatch.Length == 0)
        {
            bool moved = !delta.IsEmpty && await changes.ApplyAsync(call, id, delta, admitted, cancellationToken);
            return (await GetAsync(call, id, mask: null, cancellationToken), moved);
        }

        Mutation<Group> mutation = await store.UpdateAsync(
            call, id, ifMatch, (current, _) => new ValueTask<Group>(change is null ? current : change(current)), cancellationToken);
        if (mutation.Changed) await edges.RenameMemberAsync(call.TenantId, id, mutation.Resource.DisplayName, cancellationToken);
        if (delta.IsEmpty) return (mutation.Resource, mutation.Changed);

        bool changed = await changes.ApplyAsync(call, id, delta, admitted, cancellationToken);
        return changed ? (await GetAsync(call, id, mask: null, cancellationToken), true) : (mutation.Resource, mutation.Changed);
    }
}
