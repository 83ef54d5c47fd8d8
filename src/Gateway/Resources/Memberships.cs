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
        foreach (IMessage[] some in users.Chunk(MostAtOnce))
        {
            long asked = time.GetTimestamp();
            if (_vacant.TryGetValue(call.TenantId, out long until) && asked < until) return;

            Dictionary<string, User> byId = some.Cast<User>().ToDictionary(user => user.Id, StringComparer.Ordinal);
            var request = new ListMembershipsRequest { TenantId = call.TenantId, MemberIds = { byId.Keys }, IncludeIndirect = true };
            ListMembershipsResponse answer = await _groups.ListMembershipsAsync(request, cancellationToken: call.Cancel);
            if (answer.VacantFor is { } vacant) Remember(call.TenantId, asked, vacant.ToTimeSpan());
            foreach (Protos.Groups.V1.Memberships memberships in answer.Memberships) Fill(byId[memberships.MemberId], memberships);
        }
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

    private static void Fill(User user, Protos.Groups.V1.Memberships memberships)
    {
        foreach (Membership group in memberships.Groups)
        {
            user.Groups.Add(new GroupMembership { Value = group.GroupId, Display = group.Display, Type = group.Indirect ? "indirect" : "direct" });
        }
    }

    private void Remember(string tenantId, long asked, TimeSpan vacant)
    {
        if (_vacant.Count >= MostVacant) _vacant.Clear();
        _vacant[tenantId] = asked + (long)(vacant.TotalSeconds * time.TimestampFrequency);
    }
}
