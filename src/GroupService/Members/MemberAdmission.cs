using Scim.Groups.Subjects;
using Scim.Protocol.Errors;
using Scim.Protos.Groups.V1;
using Scim.Storage.Resources;

namespace Scim.Groups.Members;

/// <summary>Decides who may become a member: users and groups of the tenant that exist, and no group that holds this one.</summary>
internal sealed class MemberAdmission(KnownSubjects subjects, UserSubjects users, ResourceStore<Group> groups, MembershipStore edges)
{
    private const int MostNamed = 10;

    /// <summary>The edges of those who are to be members and are none yet.</summary>
    /// <exception cref="ScimException">400 invalidValue: an id is that of nobody, or a group would hold itself.</exception>
    public async Task<IReadOnlyList<MemberEdge>> AdmitAsync(
        StoreCall call, string groupId, IEnumerable<string> memberIds, CancellationToken cancellationToken)
    {
        string[] asked = [.. memberIds.Distinct(StringComparer.Ordinal)];
        HashSet<string> present = await edges.PresentAsync(call.TenantId, groupId, asked, cancellationToken);
        string[] fresh = [.. asked.Where(id => !present.Contains(id))];
        if (fresh.Length == 0) return [];

        Dictionary<string, KnownSubject> known = await subjects.FindAsync(call.TenantId, fresh, cancellationToken);
        string[] others = [.. fresh.Where(id => !known.ContainsKey(id))];
        Dictionary<string, string> nested = others.Length == 0 ? [] : await FindGroupsAsync(call, others, cancellationToken);
        Dictionary<string, string> people = known.Values.Where(user => !user.Deleted).ToDictionary(user => user.Id, user => user.Display, StringComparer.Ordinal);
        await LearnAsync(call.TenantId, [.. others.Where(id => !nested.ContainsKey(id))], people, cancellationToken);
        string[] unknown = [.. fresh.Where(id => !people.ContainsKey(id) && !nested.ContainsKey(id))];
        if (unknown.Length > 0)
        {
            throw ScimException.InvalidValue($"There is no user or group with the id {string.Join(", ", unknown.Take(MostNamed))}.");
        }

        await NestingCheck.RefuseCyclesAsync(
            groupId,
            nested.Keys.ToHashSet(StringComparer.Ordinal),
            (level, token) => edges.HoldersAsync(call.TenantId, level, NestingCheck.MaxAncestors + 1, token),
            cancellationToken);
        return
        [
            .. fresh.Select(id => people.TryGetValue(id, out string? name)
                ? new MemberEdge(groupId, id, MemberEdge.User, name)
                : new MemberEdge(groupId, id, MemberEdge.Group, nested[id])),
        ];
    }

    // Users that the feed has not brought yet, which is so for moments after their creation.
    private async Task LearnAsync(string tenantId, string[] ids, Dictionary<string, string> people, CancellationToken cancellationToken)
    {
        if (ids.Length == 0) return;
        Dictionary<string, string> found = await users.FindAsync(tenantId, ids, cancellationToken);
        await subjects.LearnAsync(tenantId, found, cancellationToken);
        foreach ((string id, string name) in found) people[id] = name;
    }

    private async Task<Dictionary<string, string>> FindGroupsAsync(StoreCall call, string[] ids, CancellationToken cancellationToken)
    {
        var mask = new Google.Protobuf.WellKnownTypes.FieldMask { Paths = { "id", "display_name" } };
        return (await groups.GetManyAsync(call, ids, mask, cancellationToken)).ToDictionary(group => group.Id, group => group.DisplayName, StringComparer.Ordinal);
    }
}
