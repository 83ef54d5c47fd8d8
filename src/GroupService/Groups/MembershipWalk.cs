using Google.Protobuf.WellKnownTypes;
using Scim.Groups.Members;
using Scim.Protocol.Errors;
using Scim.Protos.Groups.V1;
using Scim.Storage.Resources;

namespace Scim.Groups.Groups;

/// <summary>Finds the groups of members, directly and through nested groups, a level a query.</summary>
internal sealed class MembershipWalk(MembershipStore edges, ResourceStore<Group> groups, int most)
{
    public async Task<ListMembershipsResponse> ReadAsync(
        StoreCall call, IReadOnlyCollection<string> memberIds, bool indirect, CancellationToken cancellationToken)
    {
        List<MemberEdge> direct = await HoldersAsync(call, memberIds, cancellationToken);
        var above = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        if (indirect) await WalkAsync(call, [.. direct.Select(edge => edge.GroupId).Distinct(StringComparer.Ordinal)], above, cancellationToken);

        IEnumerable<string> ids = direct.Select(edge => edge.GroupId).Concat(above.Values.SelectMany(holders => holders)).Distinct(StringComparer.Ordinal);
        var mask = new FieldMask { Paths = { "id", "display_name" } };
        Dictionary<string, string> names = (await groups.GetManyAsync(call, ids, mask, cancellationToken))
            .ToDictionary(group => group.Id, group => group.DisplayName, StringComparer.Ordinal);

        var response = new ListMembershipsResponse();
        foreach (IGrouping<string, MemberEdge> member in direct.GroupBy(edge => edge.MemberId, StringComparer.Ordinal))
        {
            response.Memberships.Add(Of(member.Key, [.. member.Select(edge => edge.GroupId)], above, names));
        }

        return response;
    }

    private static Memberships Of(string memberId, HashSet<string> direct, Dictionary<string, List<string>> above, Dictionary<string, string> names)
    {
        var memberships = new Memberships { MemberId = memberId };
        var seen = new HashSet<string>(direct, StringComparer.Ordinal);
        var waiting = new Queue<string>(direct.Order(StringComparer.Ordinal));
        while (waiting.TryDequeue(out string? group))
        {
            // A group without a name was deleted a moment ago.
            if (names.TryGetValue(group, out string? name))
            {
                memberships.Groups.Add(new Membership { GroupId = group, Display = name, Indirect = !direct.Contains(group) });
            }

            foreach (string holder in above.GetValueOrDefault(group, [])) if (seen.Add(holder)) waiting.Enqueue(holder);
        }

        return memberships;
    }

    private async Task WalkAsync(StoreCall call, List<string> level, Dictionary<string, List<string>> above, CancellationToken cancellationToken)
    {
        var seen = level.ToHashSet(StringComparer.Ordinal);
        while (level.Count > 0)
        {
            var next = new List<string>();
            foreach (MemberEdge edge in await HoldersAsync(call, level, cancellationToken))
            {
                if (!above.TryGetValue(edge.MemberId, out List<string>? holders)) above.Add(edge.MemberId, holders = []);
                holders.Add(edge.GroupId);
                if (seen.Add(edge.GroupId)) next.Add(edge.GroupId);
            }

            level = next;
        }
    }

    private async Task<List<MemberEdge>> HoldersAsync(StoreCall call, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        List<MemberEdge> found = await edges.OfMembersAsync(call.TenantId, ids, most + 1, cancellationToken);
        return found.Count <= most ? found : throw ScimException.TooMany($"The members are in more than {most} groups.");
    }
}
