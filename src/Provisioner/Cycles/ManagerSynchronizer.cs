using Scim.Provisioning.Directories;
using Scim.Provisioning.Logs;
using Scim.Provisioning.Requests;
using Scim.Provisioning.Scopes;
using Scim.Provisioning.States;

namespace Scim.Provisioning.Cycles;

/// <summary>Sends managers, when every user is at the target whose id can be referred to.</summary>
internal sealed class ManagerSynchronizer(CycleContext context, ChangeWriter writer)
{
    /// <summary>The users whose manager at the target is not the source's.</summary>
    public List<ObjectPlan> Due(ScopedDirectory source)
    {
        if (context.Mappings.Users.Reference is null) return [];
        return [.. source.Directory.Users
            .Where(user => source.Users.Contains(user.Id))
            .Select(user => Plan(user))
            .OfType<ObjectPlan>()];
    }

    /// <summary>The user's plan; null where the manager is right, or where the user itself is not at the target as it should be.</summary>
    public ObjectPlan? Plan(SourceUser user)
    {
        var key = new ObjectKey(ObjectKind.User, user.Id);
        if (context.State.Find(key) is not { TargetId: not null, Escrow: null } state) return null;

        string? manager = Wanted(user);
        bool isInterrupted = context.Interruptions.Contains(key, isReference: true);
        if (manager == state.Manager && !isInterrupted) return null;

        string digest = $"manager {manager}";
        bool isDue = isInterrupted || state.ReferenceEscrow is not { } escrow || escrow.IsDue(digest, context.Now);
        return isDue ? new ObjectPlan(key, user.Name, state.Status, null, digest) : null;
    }

    public async Task RunAsync(SourceUser user, ObjectPlan plan, CancellationToken cancellationToken)
    {
        ObjectState state = context.State.Find(plan.Key)!;
        string? manager = Wanted(user);
        var target = context.Mappings.Users.Reference!.Target;
        string url = manager is null ? "" : $"{context.Endpoint.Url.Base}/{ObjectRoutes.Resource(ObjectKind.User, manager)}";
        var change = new Change
        {
            Key = plan.Key,
            Name = plan.Name,
            Action = ChangeAction.Update,
            Method = HttpMethod.Patch,
            Path = ObjectRoutes.Resource(ObjectKind.User, state.TargetId!),
            Body = PatchBody.Manager(target, state.Manager, manager, url, context.Dialect),
            TargetId = state.TargetId,
            Changes = [target.Text],
            After = state with { Manager = manager, ReferenceEscrow = null },
            IsReference = true,
        };
        context.Trace?.Invoke(new ProvisioningStep("act", $"PATCH {change.Path}\n{change.Body!.ToJsonString()}"));
        await writer.WriteAsync(change, cancellationToken);
    }

    // A manager that is not at the target cannot be referred to: the user has none there.
    private string? Wanted(SourceUser user) =>
        user.ManagerId is { } id ? context.State.Find(new ObjectKey(ObjectKind.User, id))?.TargetId : null;
}
