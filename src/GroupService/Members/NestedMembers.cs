using System.Runtime.CompilerServices;
using Scim.Protocol.Errors;

namespace Scim.Groups.Members;

/// <summary>
/// Reads the users of a group and of the groups nested in it, each once and in the order of their ids: the groups' edges
/// are in that order already, so that they are merged while they are read, whatever their number.
/// </summary>
internal sealed class NestedMembers(MembershipStore edges)
{
    private const int MostGroups = 1_000;
    private const int MostHeld = 20_000;
    private const int LeastBatch = 20;

    /// <summary>The users behind one of them, at most <paramref name="limit"/>; 0 for all.</summary>
    /// <exception cref="ScimException">400 tooMany: more groups are nested than are read at once.</exception>
    public async IAsyncEnumerable<IReadOnlyList<MemberEdge>> ReadAsync(
        string tenantId, string groupId, string after, long limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyCollection<string> groups = await WithNestedAsync(tenantId, groupId, cancellationToken);
        int size = Math.Clamp(MostHeld / groups.Count, LeastBatch, MembershipStore.MostAtOnce);
        MemberReader[] readers = [.. groups.Select(group => new MemberReader(edges.ReadAsync(tenantId, group, after, limit: 0, cancellationToken, size), cancellationToken))];
        try
        {
            var batch = new List<MemberEdge>(MembershipStore.MostAtOnce);
            await foreach (MemberEdge edge in MergeAsync(readers, cancellationToken))
            {
                batch.Add(edge);
                if (limit > 0 && --limit == 0) break;
                if (batch.Count < MembershipStore.MostAtOnce) continue;
                yield return batch;
                batch = new List<MemberEdge>(MembershipStore.MostAtOnce);
            }

            if (batch.Count > 0) yield return batch;
        }
        finally
        {
            foreach (MemberReader reader in readers) await reader.DisposeAsync();
        }
    }

    private static async IAsyncEnumerable<MemberEdge> MergeAsync(MemberReader[] readers, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = new PriorityQueue<MemberReader, string>(StringComparer.Ordinal);
        foreach (MemberReader reader in readers)
        {
            if (await reader.MoveNextAsync()) next.Enqueue(reader, reader.Current.MemberId);
        }

        string last = "";
        while (next.TryDequeue(out MemberReader? reader, out string? member))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (member != last && reader.Current.Type != MemberEdge.Group) yield return reader.Current;
            last = member;
            if (await reader.MoveNextAsync()) next.Enqueue(reader, reader.Current.MemberId);
        }
    }

    private async Task<IReadOnlyCollection<string>> WithNestedAsync(string tenantId, string groupId, CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { groupId };
        IReadOnlyList<string> level = [groupId];
        while (level.Count > 0)
        {
            List<string> nested = await edges.NestedAsync(tenantId, level, MostGroups + 1, cancellationToken);
            level = [.. nested.Where(seen.Add)];
            if (seen.Count > MostGroups) throw ScimException.TooMany($"More than {MostGroups} groups are nested in the group '{groupId}'.");
        }

        return seen;
    }
}
