using Scim.Provisioning.Directories;
using Scim.Provisioning.Mappings;
using Scim.Provisioning.Scopes;
using Scim.Provisioning.States;

namespace Scim.Provisioning.Cycles;

/// <summary>Compares the source with the state and says which objects have to be worked on.</summary>
internal sealed class CyclePlanner(CycleContext context, ScopedDirectory source, bool skipsOutOfScope)
{
    // The time that a deleted user stays in Entra's recycle bin.
    private static readonly TimeSpan RecycleBin = TimeSpan.FromDays(30);

    /// <summary>The users that changed since they were applied, that were never compared in this full cycle, or that failed.</summary>
    public List<ObjectPlan> DueUsers()
    {
        var due = source.Directory.Users.Select(PlanUser).OfType<ObjectPlan>().Where(IsDue).ToList();
        due.AddRange(Vanished(ObjectKind.User, source.Directory.UsersById.ContainsKey));
        return due;
    }

    /// <summary>The same for groups.</summary>
    public List<ObjectPlan> DueGroups()
    {
        var due = source.Directory.Groups.Select(PlanGroup).OfType<ObjectPlan>().Where(IsDue).ToList();
        due.AddRange(Vanished(ObjectKind.Group, source.Directory.GroupsById.ContainsKey));
        return due;
    }

    /// <summary>What the source wants of a user; null where it wants nothing.</summary>
    public ObjectPlan? PlanUser(SourceUser user)
    {
        var key = new ObjectKey(ObjectKind.User, user.Id);
        bool inScope = source.Users.Contains(user.Id);
        bool isPurged = user.SoftDeletedAt + RecycleBin <= context.Now;
        if (isPurged) return IsKnown(key) ? ObjectPlan.Deletion(key, user.Name) : null;

        ObjectStatus status = !inScope ? ObjectStatus.OutOfScope
            : user.SoftDeletedAt is not null || !user.IsEnabled ? ObjectStatus.Disabled
            : ObjectStatus.InScope;
        if (status == ObjectStatus.OutOfScope && (skipsOutOfScope || !IsKnown(key))) return null;
        if (status != ObjectStatus.InScope && context.Mappings.Users.Active is null)
            return IsKnown(key) ? ObjectPlan.Deletion(key, user.Name) : null;

        MappedObject mapped = context.Mappings.Users.Map(SourceValues.Of(user, inScope));
        string digest = status == ObjectStatus.OutOfScope ? nameof(ObjectStatus.OutOfScope) : mapped.Digest(status.ToString());
        return new ObjectPlan(key, user.Name, status, mapped, digest);
    }

    /// <summary>What the source wants of a group; null where it wants nothing.</summary>
    public ObjectPlan? PlanGroup(SourceGroup group)
    {
        var key = new ObjectKey(ObjectKind.Group, group.Id);
        if (!source.Groups.Contains(group.Id))
            return !skipsOutOfScope && IsKnown(key) ? ObjectPlan.Deletion(key, group.Name) : null;

        MappedObject mapped = context.Mappings.Groups.Map(new SourceValues(group.Attributes, false));
        return new ObjectPlan(key, group.Name, ObjectStatus.InScope, mapped, mapped.Digest(nameof(ObjectStatus.InScope)));
    }

    // Known by the state, or perhaps created by a request whose answer was lost.
    private bool IsKnown(ObjectKey key) =>
        context.State.Find(key)?.TargetId is not null || context.Interruptions.Contains(key, isReference: false);

    private bool IsDue(ObjectPlan plan)
    {
        if (plan.IsDeletion) return IsDeletionDue(plan.Key);
        if (context.State.Find(plan.Key) is not { } state || context.Interruptions.Contains(plan.Key, isReference: false)) return true;
        if (state.Generation != context.Generation) return true;

        return state.Escrow is { } escrow ? escrow.IsDue(plan.Digest, context.Now) : state.Digest != plan.Digest;
    }

    private bool IsDeletionDue(ObjectKey key) =>
        context.State.Find(key)?.Escrow is not { } escrow || escrow.IsDue("deleted", context.Now);

    // Objects of the state that the source does not have any more: purged.
    private List<ObjectPlan> Vanished(ObjectKind kind, Func<string, bool> isInSource)
    {
        var known = context.State.Objects(kind).ToDictionary(item => item.Key, item => item.Value.Name);
        foreach (Intent intent in context.Interruptions.All)
        {
            if (intent.Kind == kind) known.TryAdd(intent.Object, null);
        }

        return [.. known.Where(item => !isInSource(item.Key.Id) && IsDeletionDue(item.Key))
            .Select(item => ObjectPlan.Deletion(item.Key, item.Value))];
    }
}
