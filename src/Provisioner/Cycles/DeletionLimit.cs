using Scim.Provisioning.Logs;
using Scim.Provisioning.States;

namespace Scim.Provisioning.Cycles;

/// <summary>
/// Entra's accidental-deletion prevention: where more objects would be deleted, or disabled because they went out of
/// scope, than the threshold allows, none of them is, and the job goes into quarantine until the threshold is raised.
/// </summary>
internal sealed class DeletionLimit(CycleContext context)
{
    /// <summary>Takes the deletions out of the plans where there are too many.</summary>
    /// <returns>The sentence for the quarantine; null where nothing was withheld.</returns>
    public string? Withhold(params List<ObjectPlan>[] plans)
    {
        if (context.Options.DeletionThreshold is not { } threshold) return null;
        int count = plans.Sum(list => list.Count(IsStaged));
        if (count <= threshold) return null;

        foreach (List<ObjectPlan> list in plans)
        {
            foreach (ObjectPlan plan in list.Where(IsStaged)) Record(plan);
            list.RemoveAll(IsStaged);
        }

        return $"{count} objects would be deleted or disabled, and the threshold is {threshold}. Nothing was deleted.";
    }

    private bool IsStaged(ObjectPlan plan)
    {
        if (context.State.Find(plan.Key) is not { TargetId: not null } state) return false;
        return plan.IsDeletion
            ? state.Status != ObjectStatus.OutOfScope
            : plan.Status == ObjectStatus.OutOfScope && state.Status == ObjectStatus.InScope;
    }

    private void Record(ObjectPlan plan) => context.Record(new LogEntry
    {
        Time = context.Now,
        Cycle = context.Cycle,
        Kind = plan.Key.Kind,
        SourceId = plan.Key.Id,
        Name = plan.Name,
        TargetId = context.State.Find(plan.Key)?.TargetId,
        Action = ChangeAction.StagedDelete,
        Status = LogStatus.Skipped,
        Reason = "Withheld by the accidental-deletion threshold.",
    });
}
