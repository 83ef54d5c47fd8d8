using Scim.Groups.Members;
using Scim.Groups.Removal;
using Scim.Protos.Common.V1;
using Scim.Protos.Users.V1;
using Scim.Storage.Resources;

namespace Scim.Groups.Subjects;

/// <summary>Applies changes of users to what groups know of them: names of edges, and edges of those who are deleted.</summary>
internal sealed class SubjectUpdates(
    KnownSubjects subjects, MembershipStore edges, MembershipWriter writer, UserSubjects users, RemovedTenants removed)
{
    private const string Actor = "group-service";

    /// <summary>Applies changes in their order; again is no matter.</summary>
    public async Task ApplyAsync(IReadOnlyCollection<UserChange> changes, string snapshot, CancellationToken cancellationToken)
    {
        IGrouping<string, UserChange>[] tenants = [.. changes.GroupBy(change => change.TenantId, StringComparer.Ordinal)];
        HashSet<string> gone = await removed.AmongAsync([.. tenants.Select(tenant => tenant.Key)], cancellationToken);
        foreach (IGrouping<string, UserChange> tenant in tenants.Where(tenant => !gone.Contains(tenant.Key)))
        {
            // Of several changes of one user the last counts.
            UserChange[] last = [.. tenant.GroupBy(change => change.Id, StringComparer.Ordinal).Select(user => user.Last())];
            await KeepAsync(tenant.Key, last.Where(change => change.Kind != ChangeKind.Deleted), snapshot, cancellationToken);
            await RemoveAsync(CallOf(tenant.Key), [.. last.Where(change => change.Kind == ChangeKind.Deleted).Select(change => change.Id)], cancellationToken);
        }
    }

    /// <summary>Removes users that are deleted: first they are known to be, so that nobody adds them again, then their edges go.</summary>
    /// <returns>How many edges there were.</returns>
    public async Task<long> RemoveAsync(StoreCall call, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        await subjects.DeleteAsync(call.TenantId, ids, cancellationToken);
        long edgesRemoved = 0;
        foreach (string id in ids) edgesRemoved += await writer.RemoveMemberAsync(call, id, cancellationToken);
        return edgesRemoved;
    }

    /// <summary>After a snapshot: who was not told and does not exist any more is deleted.</summary>
    public async Task SweepAsync(string snapshot, CancellationToken cancellationToken)
    {
        (string TenantId, string Id) after = ("", "");
        while (await subjects.UntoldAsync(snapshot, after, cancellationToken) is { Count: > 0 } page)
        {
            after = page[^1];
            foreach (IGrouping<string, string> tenant in page.GroupBy(subject => subject.TenantId, subject => subject.Id, StringComparer.Ordinal))
            {
                Dictionary<string, string> found = await users.FindAsync(tenant.Key, [.. tenant], cancellationToken);
                await RemoveAsync(CallOf(tenant.Key), [.. tenant.Where(id => !found.ContainsKey(id))], cancellationToken);
            }
        }
    }

    private static StoreCall CallOf(string tenantId) => new(tenantId) { Actor = Actor };

    private async Task KeepAsync(string tenantId, IEnumerable<UserChange> changes, string snapshot, CancellationToken cancellationToken)
    {
        Dictionary<string, string> names = changes.ToDictionary(change => change.Id, change => UserSubjects.NameOf(change.User), StringComparer.Ordinal);
        if (names.Count == 0) return;

        // First the name, then the edges: an edge that is made in between has the new name already (KnownSubjects.HoldAsync).
        // Until the edges have it too, the subject says so, for whoever comes after a crash.
        Dictionary<string, KnownSubject> known = await subjects.FindAsync(tenantId, names.Keys, cancellationToken);
        Dictionary<string, string> different = names.Where(user => snapshot.Length > 0 || IsOther(user)).ToDictionary(StringComparer.Ordinal);
        HashSet<string> renamed = [.. names.Where(user => known.ContainsKey(user.Key) && IsOther(user)).Select(user => user.Key)];
        HashSet<string> fresh = await subjects.KeepAsync(tenantId, different, renamed, snapshot, cancellationToken);
        renamed.UnionWith(different.Keys.Where(id => !known.ContainsKey(id) && !fresh.Contains(id)));
        foreach (string id in renamed) await edges.RenameMemberAsync(tenantId, id, names[id], cancellationToken);
        await subjects.SettleAsync(tenantId, renamed, cancellationToken);

        bool IsOther(KeyValuePair<string, string> user) =>
            !known.TryGetValue(user.Key, out KnownSubject? subject) || (!subject.Deleted && (subject.Renamed || subject.Display != user.Value));
    }
}
