using System.Text.Json.Nodes;
using Scim.Provisioning.Directories;
using Scim.Provisioning.Endpoints;
using Scim.Provisioning.Logs;
using Scim.Provisioning.Mappings;
using Scim.Provisioning.Requests;
using Scim.Provisioning.Scopes;
using Scim.Provisioning.States;

namespace Scim.Provisioning.Cycles;

/// <summary>
/// Sends who joined and who left a group, in requests of a bounded number of members; members are never read. Users
/// that are disabled stay members, because Entra would not add them again.
/// </summary>
internal sealed class MemberSynchronizer(CycleContext context, ChangeWriter writer, TargetReader reader, ScopedDirectory source)
{
    // So many members one by one say what is wrong; the others of the group wait for the next cycle.
    private const int MaxSingleFailures = 20;

    /// <summary>The groups whose members at the target are not the source's.</summary>
    public List<ObjectPlan> Due()
    {
        if (context.Mappings.Groups.Reference is null) return [];
        return [.. source.Directory.Groups.Where(group => source.Groups.Contains(group.Id)).Select(Plan).OfType<ObjectPlan>()];
    }

    public async Task RunAsync(SourceGroup group, ObjectPlan plan, CancellationToken cancellationToken)
    {
        MemberDelta delta = Delta(group);
        var failures = new List<EndpointException>();
        foreach (string[] part in delta.Removed.Chunk(context.Options.MemberBatch))
            await SendAsync(plan, part, isAdd: false, failures, cancellationToken);

        bool readd = context.Options.ReaddMembers && delta.Removed.Count > 0;
        IReadOnlyList<string> added = readd ? [.. Wanted(group, context.State.Members(group.Id))] : delta.Added;
        foreach (string[] part in added.Chunk(context.Options.MemberBatch))
            await SendAsync(plan, part, isAdd: true, failures, cancellationToken);

        // A group whose interrupted request needed nothing more is done with it.
        if (context.Interruptions.Find(plan.Key, true) is { } interrupted) writer.Abandon(interrupted);
        if (failures.Count > 0) throw failures[0];
    }

    private ObjectPlan? Plan(SourceGroup group)
    {
        var key = new ObjectKey(ObjectKind.Group, group.Id);
        if (context.State.Find(key) is not { TargetId: not null, Escrow: null } state) return null;

        MemberDelta delta = Delta(group);
        bool isInterrupted = context.Interruptions.Contains(key, isReference: true);
        if (delta.IsEmpty && !isInterrupted) return null;

        string digest = delta.Digest();
        bool isDue = isInterrupted || state.ReferenceEscrow is not { } escrow || escrow.IsDue(digest, context.Now);
        return isDue ? new ObjectPlan(key, group.Name, state.Status, null, digest) : null;
    }

    // What an interrupted request may have done counts as done where that is the cautious reading.
    private MemberDelta Delta(SourceGroup group)
    {
        HashSet<string> present = context.State.Members(group.Id);
        var wanted = Wanted(group, present).ToHashSet(StringComparer.Ordinal);
        Intent? interrupted = context.Interruptions.Find(new ObjectKey(ObjectKind.Group, group.Id), true);
        IEnumerable<string> perhapsAdded = interrupted?.Added ?? [];
        IEnumerable<string> perhapsRemoved = interrupted?.Removed ?? [];
        return new MemberDelta(
            [.. wanted.Where(id => !present.Contains(id)).Union(perhapsRemoved.Where(wanted.Contains)).Order(StringComparer.Ordinal)],
            [.. present.Union(perhapsAdded).Where(id => !wanted.Contains(id) && TargetId(id) is not null).Order(StringComparer.Ordinal)]);
    }

    private IEnumerable<string> Wanted(SourceGroup group, HashSet<string> present) => group.MemberIds.Where(id =>
        source.Directory.UsersById.ContainsKey(id)
            ? TargetId(id) is not null && (source.Users.Contains(id) || present.Contains(id))
            : context.Options.NestedGroups && source.Groups.Contains(id) && TargetId(id) is not null);

    private string? TargetId(string id) =>
        (context.State.Find(new ObjectKey(ObjectKind.User, id)) ?? context.State.Find(new ObjectKey(ObjectKind.Group, id)))?.TargetId;

    // One member that the target cannot resolve must not keep the others out: a refused request is sent again in halves.
    private async Task SendAsync(
        ObjectPlan plan, string[] members, bool isAdd, List<EndpointException> failures, CancellationToken cancellationToken)
    {
        try
        {
            await writer.WriteAsync(Change(plan, members, isAdd), cancellationToken);
        }
        catch (EndpointException failure) when (!failure.StopsJob && !failure.IsTransient && !failure.IsAmbiguous)
        {
            if (failure.Code == FailureCode.InvalidAnchor) await StopWhenGoneAsync(plan, failure, cancellationToken);
            if (members.Length == 1)
            {
                failures.Add(failure);
                if (failures.Count >= MaxSingleFailures) throw;
                return;
            }

            int half = members.Length / 2;
            await SendAsync(plan, members[..half], isAdd, failures, cancellationToken);
            await SendAsync(plan, members[half..], isAdd, failures, cancellationToken);
        }
    }

    // 404 may mean the group or a member of the request.
    private async Task StopWhenGoneAsync(ObjectPlan plan, EndpointException failure, CancellationToken cancellationToken)
    {
        string id = context.State.Find(plan.Key)!.TargetId!;
        if (await reader.GetAsync(ObjectKind.Group, id, cancellationToken) is not null) return;

        context.State.Forget(plan.Key);
        throw failure;
    }

    private Change Change(ObjectPlan plan, string[] members, bool isAdd)
    {
        ObjectState state = context.State.Find(plan.Key)!;
        TargetAttribute target = context.Mappings.Groups.Reference!.Target;
        string[] ids = [.. members.Select(TargetId).OfType<string>()];
        JsonObject body = isAdd
            ? PatchBody.AddMembers(target, ids, context.Dialect)
            : PatchBody.RemoveMembers(target, ids, context.Dialect);
        return new Change
        {
            Key = plan.Key,
            Name = plan.Name,
            Action = ChangeAction.Update,
            Method = HttpMethod.Patch,
            Path = ObjectRoutes.Resource(ObjectKind.Group, state.TargetId!),
            Body = body,
            TargetId = state.TargetId,
            Changes = [$"{target.Text} ({(isAdd ? '+' : '-')}{ids.Length})"],
            After = state with { ReferenceEscrow = null },
            IsReference = true,
            Added = isAdd ? members : [],
            Removed = isAdd ? [] : members,
        };
    }
}
