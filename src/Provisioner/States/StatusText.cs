using System.Text;
using Scim.Provisioning.Commands;

namespace Scim.Provisioning.States;

/// <summary>A job's state for people.</summary>
internal static class StatusText
{
    private const int EscrowsShown = 10;

    public static (string Text, ExitCode Code) Of(StateStore store, DateTimeOffset now)
    {
        JobState job = store.Job;
        var users = store.Objects(ObjectKind.User);
        var groups = store.Objects(ObjectKind.Group);
        var text = new StringBuilder();
        text.AppendLine($"Target:      {job.TenantUrl ?? "none yet"}");
        text.AppendLine($"Cycles:      {job.Cycle}{(job.InCycle ? ", the last one was not finished" : "")}; "
            + (job.InitialDone ? "the next one is incremental" : "the next one is initial"));
        text.AppendLine($"Last cycle:  {job.LastStart:u} to {job.LastEnd:u}; last success {(job.LastSuccess is null ? "never" : $"{job.LastSuccess:u}")}");
        text.AppendLine($"Users:       {Counts(users)}");
        text.AppendLine($"Groups:      {Counts(groups)}, {groups.Sum(item => store.Members(item.Key.Id).Count)} memberships");
        List<string> escrows = [.. users.Concat(groups).SelectMany(Escrows)];
        text.AppendLine($"Failing:     {escrows.Count}");
        foreach (string line in escrows.Take(EscrowsShown)) text.AppendLine($"  {line}");
        if (escrows.Count > EscrowsShown) text.AppendLine($"  and {escrows.Count - EscrowsShown} more; see 'provisioner log --failed'");
        if (job.Quarantine is not { } quarantine)
        {
            text.AppendLine("Quarantine:  no");
            return (text.ToString(), ExitCode.Success);
        }

        bool isDisabled = quarantine.IsDisabled(now);
        text.AppendLine($"Quarantine:  since {quarantine.Since:u}, {quarantine.Reason}: {quarantine.Message}");
        text.AppendLine(isDisabled ? "             disabled after four weeks; run 'restart'" : $"             next cycle at {quarantine.NextRun:u}");
        return (text.ToString(), isDisabled ? ExitCode.Disabled : ExitCode.Quarantined);
    }

    private static string Counts(List<KeyValuePair<ObjectKey, ObjectState>> objects)
    {
        int At(ObjectStatus status) => objects.Count(item => item.Value.TargetId is not null && item.Value.Status == status);
        return $"{At(ObjectStatus.InScope)} in scope, {At(ObjectStatus.Disabled)} disabled, {At(ObjectStatus.OutOfScope)} out of scope";
    }

    private static IEnumerable<string> Escrows(KeyValuePair<ObjectKey, ObjectState> item)
    {
        foreach (Escrow? escrow in new[] { item.Value.Escrow, item.Value.ReferenceEscrow })
        {
            if (escrow is null) continue;
            string next = escrow.Next is { } at ? $"next try {at:u}" : "given up";
            yield return $"{item.Key.Kind} {item.Value.Name ?? item.Key.Id}: {escrow.Code}, {escrow.Failures} times, {next}: {escrow.Message}";
        }
    }
}
