using Scim.Protocol.Errors;

namespace Scim.Groups.Members;

/// <summary>
/// Refuses cycles of nested groups. It walks upwards, from the group to the groups that hold it, a level a query, so
/// its cost is that of the groups above and never that of their members.
/// </summary>
internal static class NestingCheck
{
    /// <summary>The most groups that may be above one.</summary>
    public const int MaxAncestors = 10_000;

    /// <summary>Fails with 400 invalidValue where a group would hold itself.</summary>
    /// <param name="group">The group that gets members.</param>
    /// <param name="nested">The groups among its new members.</param>
    /// <param name="holders">Tells the groups that hold any of some groups.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    public static async Task RefuseCyclesAsync(
        string group,
        IReadOnlySet<string> nested,
        Func<IReadOnlyCollection<string>, CancellationToken, Task<IReadOnlyCollection<string>>> holders,
        CancellationToken cancellationToken)
    {
        if (nested.Count == 0) return;
        if (nested.Contains(group)) throw ScimException.InvalidValue($"The group '{group}' cannot be a member of itself.");

        var seen = new HashSet<string>(StringComparer.Ordinal) { group };
        List<string> level = [group];
        while (level.Count > 0)
        {
            var next = new List<string>();
            foreach (string holder in await holders(level, cancellationToken))
            {
                if (nested.Contains(holder))
                    throw ScimException.InvalidValue($"The group '{holder}' holds the group '{group}' already and cannot become its member.");
                if (seen.Add(holder)) next.Add(holder);
            }

            if (seen.Count > MaxAncestors)
                throw ScimException.InvalidValue($"The group '{group}' is nested in more than {MaxAncestors} groups.");
            level = next;
        }
    }
}
