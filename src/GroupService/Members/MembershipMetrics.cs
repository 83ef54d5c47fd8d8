using System.Diagnostics.Metrics;

namespace Scim.Groups.Members;

/// <summary>Counts edges that were written, <c>scim.groups.membership.writes</c>, by <c>change</c>: added or removed.</summary>
internal sealed class MembershipMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _writes = meters.Create("Scim.GroupService").CreateCounter<long>(
        "scim.groups.membership.writes", "{membership}", "Memberships that were added or removed");

    public void Written(int added, int removed)
    {
        if (added > 0) _writes.Add(added, new KeyValuePair<string, object?>("change", "added"));
        if (removed > 0) _writes.Add(removed, new KeyValuePair<string, object?>("change", "removed"));
    }
}
