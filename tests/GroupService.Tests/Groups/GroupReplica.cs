using Google.Protobuf;
using Grpc.Core;
using Scim.Protos.Common.V1;
using Scim.Protos.Groups.V1;

namespace Scim.Groups.Tests.Groups;

/// <summary>A follower that keeps a copy of a tenant's groups and edges, and its place, as a follower in another process would.</summary>
internal sealed class GroupReplica(string tenant)
{
    private HashSet<string>? _unconfirmed = [];

    /// <summary>The groups' versions, and the edges as <c>group member</c>.</summary>
    public Dictionary<string, string> Content { get; } = new(StringComparer.Ordinal);

    public ByteString Token { get; private set; } = ByteString.Empty;

    /// <summary>Begins anew: what does not come again is gone.</summary>
    public void BeginSnapshot()
    {
        Token = ByteString.Empty;
        _unconfirmed = [.. Content.Keys];
    }

    /// <summary>Follows until a group was told, or for a number of events; false where the feed said that its history is gone.</summary>
    public async Task<bool> FollowAsync(GroupService.GroupServiceClient groups, string until, CancellationToken cancellationToken, int most = int.MaxValue)
    {
        var request = new WatchGroupsRequest { TenantId = tenant };
        if (Token.IsEmpty) request.Start = FeedStart.Snapshot;
        else request.ResumeToken = Token;
        using AsyncServerStreamingCall<WatchGroupsResponse> watch = groups.WatchGroups(request, cancellationToken: cancellationToken);
        bool seen = false;
        while (most-- > 0 && !(seen && _unconfirmed is null) && await watch.ResponseStream.MoveNext(cancellationToken))
        {
            WatchGroupsResponse item = watch.ResponseStream.Current;
            if (item.ResyncRequired is not null) return false;
            if (item.Change is { } group)
            {
                seen |= group.Id == until;
                Apply(group.Id, group.Kind, group.Group.Meta?.Version ?? "");
            }

            if (item.MembershipChange is { } edge) Apply($"{edge.GroupId} {edge.Member.Value}", edge.Kind, "");
            if (item.Checkpoint is { } checkpoint) Pass(checkpoint);
        }

        return true;
    }

    private void Pass(Checkpoint checkpoint)
    {
        Token = checkpoint.ResumeToken;
        if (checkpoint.InSnapshot || _unconfirmed is null) return;
        foreach (string gone in _unconfirmed) Content.Remove(gone);
        _unconfirmed = null;
    }

    private void Apply(string key, ChangeKind kind, string value)
    {
        _unconfirmed?.Remove(key);
        if (kind == ChangeKind.Deleted) Content.Remove(key);
        else Content[key] = value;
    }
}
