using Grpc.Core;
using MongoDB.Bson;
using Scim.Groups.Members;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;
using Scim.Protos.Groups.V1;
using Scim.Storage.Changes;
using Scim.Storage.Resources;

namespace Scim.Groups.Groups;

/// <summary>Tells followers of the changes of groups and memberships, for as long as they listen and the process runs.</summary>
internal sealed class GroupFeed(ChangeFeed feed, ResourceStore<Group> store, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Writes the feed that a request asks for.</summary>
    /// <exception cref="ScimException">400: a wrong token; 503: the process stops, another one goes on.</exception>
    public async Task WriteAsync(WatchGroupsRequest request, IServerStreamWriter<WatchGroupsResponse> stream, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var from = new FeedRequest(request.TenantId) { ResumeToken = request.ResumeToken, Snapshot = request.Start == FeedStart.Snapshot };
        var origin = new EdgeOrigin();
        try
        {
            await foreach (FeedEvent item in feed.FollowAsync(from, either.Token)) await stream.WriteAsync(await ToMessageAsync(item, request, origin, either.Token), either.Token);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw ScimException.Unavailable(RetryAfter, "The process stops.");
        }
    }

    private async ValueTask<WatchGroupsResponse> ToMessageAsync(FeedEvent item, WatchGroupsRequest request, EdgeOrigin origin, CancellationToken cancellationToken)
    {
        switch (item)
        {
            case FeedCheckpoint checkpoint:
                return new WatchGroupsResponse { Checkpoint = checkpoint.ToMessage() };
            case FeedLoss loss:
                return new WatchGroupsResponse { ResyncRequired = loss.ToMessage() };
            case FeedChange { Collection: MembershipStore.EdgeCollection } edge:
                return new WatchGroupsResponse { MembershipChange = ToMessage(edge, origin) };
            default:
                var group = (FeedChange)item;
                origin.Hear(group);
                ResourceChange<Group> change = await store.ReadChangeAsync(group, request.ReadMask, cancellationToken);
                return new WatchGroupsResponse
                {
                    Change = new GroupChange { TenantId = change.TenantId, Id = change.Id, Kind = change.Kind, Group = change.Resource },
                };
        }
    }

    private static MembershipChange ToMessage(FeedChange edge, EdgeOrigin origin)
    {
        if (!MembershipId.TryParse(edge.DocumentId, out MembershipId? id)) throw new InvalidOperationException("An edge has an _id that is none.");

        var member = new Member { Value = id.Member };
        if (edge is { Kind: not ChangeKind.Deleted, Document: { } document })
        {
            member.Type = document["type"].AsString;
            if (document.GetValue("display", "") is BsonString { Value.Length: > 0 } display) member.Display = display.Value;
        }

        return new MembershipChange { TenantId = id.Tenant, GroupId = id.Group, Kind = edge.Kind, Member = member, LastChange = origin.Of(id) };
    }
}
