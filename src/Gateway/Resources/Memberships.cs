using System.Collections.Concurrent;
using Google.Protobuf;
using Scim.Gateway.Clusters;
using Scim.Protos.Groups.V1;
using Scim.Protos.Users.V1;
using Scim.ServiceDefaults.Callers;

namespace Scim.Gateway.Resources;

/// <summary>What GroupService knows of users: the groups that they are in, which go when they do.</summary>
internal sealed class Memberships(ClusterInvokers invokers, CallerKeys keys, TimeProvider time)
{
    private const int MostAtOnce = 1_000;
    private const int MostVacant = 100_000;

    private readonly GroupService.GroupServiceClient _groups = new(invokers.Groups.AsService("gateway", keys));

    // Tenants without any membership, and the timestamp until which that is certain.
    private readonly ConcurrentDictionary<string, long> _vacant = new(StringComparer.Ordinal);

    /// <summary>Fills <c>groups</c> of users, direct and indirect (RFC 7643 section 4.1.2).</summary>
    public async Task FillAsync(ResourceCall call, IReadOnlyList<IMessage> users)
    {
        IReadOnlyDictionary<string, User> groups = await ReadAsync(call, [.. users.Select(user => ((User)user).Id)]);
        if (groups.Count == 0) return;
        foreach (User user in users.Cast<User>()) if (groups.TryGetValue(user.Id, out User? member)) user.Groups.Add(member.Groups);
    }

    /// <summary>The groups of some users by their ids: users that have them and nothing else. Those in no group are not there.</summary>
    public async Task<IReadOnlyDictionary<string, User>> ReadAsync(ResourceCall call, IReadOnlyList<string> ids)
    {
        var groups = new Dictionary<string, User>(StringComparer.Ordinal);
        foreach (string[] some in ids.Chunk(MostAtOnce))
        {
            long asked = time.GetTimestamp();
            if (_vacant.TryGetValue(call.TenantId, out long until) && asked < until) break;

            var request = new ListMembershipsRequest { TenantId = call.TenantId, MemberIds = { some }, IncludeIndirect = true };
            ListMembershipsResponse answer = await _groups.ListMembershipsAsync(request, cancellationToken: call.Cancel);
            if (answer.VacantFor is { } vacant) Remember(call.TenantId, asked, vacant.ToTimeSpan());
            foreach (Protos.Groups.V1.Memberships memberships in answer.Memberships) groups.Add(memberships.MemberId, InGroups(memberships));
        }

        return groups;
    }

    /// <summary>The ids of the users of a group and of those nested in it, behind one of them, in their order.</summary>
    public async IAsyncEnumerable<IReadOnlyList<string>> ReadUsersAsync(ResourceCall call, string groupId, string after)
    {
        var request = new ListMembersRequest { TenantId = call.TenantId, Id = groupId, AfterMemberId = after, IncludeIndirect = true };
        await foreach (IReadOnlyList<Member> members in MemberStream.ReadAsync(_groups, request, call.Cancel))
        {
            yield return [.. members.Select(member => member.Value)];
        }
    }

    /// <summary>Takes a deleted user out of every group.</summary>
    public async Task RemoveAsync(ResourceCall call, string userId)
    {
        var request = new RemoveMemberRequest { TenantId = call.TenantId, RequestId = call.RequestId, MemberId = userId };
        await _groups.RemoveMemberAsync(request, cancellationToken: call.Cancel);
    }

    private static User InGroups(Protos.Groups.V1.Memberships memberships)
    {
        var user = new User();
        foreach (Membership group in memberships.Groups)
        {
            user.Groups.Add(new GroupMembership { Value = group.GroupId, Display = group.Display, Type = group.Indirect ? "indirect" : "direct" });
        }

        return user;
    }

    private void Remember(string tenantId, long asked, TimeSpan vacant)
    {
        if (_vacant.Count >= MostVacant) _vacant.Clear();
        _vacant[tenantId] = asked + (long)(vacant.TotalSeconds * time.TimestampFrequency);
    }
}
