using Grpc.Core;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;
using Scim.Protos.Users.V1;
using Scim.Storage.Changes;
using Scim.Storage.Resources;

namespace Scim.Users.Users;

/// <summary>Tells followers of the changes of users, for as long as they listen and the process runs.</summary>
internal sealed class UserFeed(ChangeFeed feed, ResourceStore<User> store, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Writes the feed that a request asks for.</summary>
    /// <exception cref="ScimException">400: a wrong token; 503: the process stops, another one goes on.</exception>
    public async Task WriteAsync(WatchUsersRequest request, IServerStreamWriter<WatchUsersResponse> stream, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var from = new FeedRequest(request.TenantId) { ResumeToken = request.ResumeToken, Snapshot = request.Start == FeedStart.Snapshot };
        try
        {
            await foreach (FeedEvent item in feed.FollowAsync(from, either.Token)) await stream.WriteAsync(await ToMessageAsync(item, request, either.Token), either.Token);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw ScimException.Unavailable(RetryAfter, "The process stops.");
        }
    }

    private async ValueTask<WatchUsersResponse> ToMessageAsync(FeedEvent item, WatchUsersRequest request, CancellationToken cancellationToken)
    {
        switch (item)
        {
            case FeedCheckpoint checkpoint:
                return new WatchUsersResponse { Checkpoint = checkpoint.ToMessage() };
            case FeedLoss loss:
                return new WatchUsersResponse { ResyncRequired = loss.ToMessage() };
            default:
                ResourceChange<User> change = await store.ReadChangeAsync((FeedChange)item, request.ReadMask, cancellationToken);
                return new WatchUsersResponse
                {
                    Change = new UserChange { TenantId = change.TenantId, Id = change.Id, Kind = change.Kind, User = change.Resource },
                };
        }
    }
}
