using Google.Protobuf;
using Scim.Protos.Common.V1;
using Scim.Protos.Users.V1;
using Scim.Storage.Changes;
using Scim.Storage.Resources;

namespace Scim.Storage.Tests.Changes;

/// <summary>A follower that keeps a copy of all users, and its place, as a follower in another process would.</summary>
internal sealed class Replica(ResourceStore<User> store)
{
    public Dictionary<string, User> Users { get; } = new(StringComparer.Ordinal);

    public ByteString Token { get; private set; } = ByteString.Empty;

    /// <summary>Whether the feed said that it has to begin anew.</summary>
    public bool Lost { get; private set; }

    /// <summary>Ids that a snapshot has not confirmed yet; null outside of one.</summary>
    private HashSet<string>? _unconfirmed;

    /// <summary>Everything is to come again: what does not come is gone.</summary>
    public void BeginSnapshot()
    {
        (Token, Lost) = (ByteString.Empty, false);
        _unconfirmed = [.. Users.Keys];
    }

    /// <summary>Follows until a resource was told, or for a number of events; false where the feed was lost.</summary>
    public async Task<bool> FollowAsync(ChangeFeed feed, string until, CancellationToken cancellationToken, int most = int.MaxValue, string tenantId = "")
    {
        var request = new FeedRequest(tenantId) { ResumeToken = Token, Snapshot = Token.IsEmpty && _unconfirmed is not null };
        bool seen = false;
        await foreach (FeedEvent item in feed.FollowAsync(request, cancellationToken))
        {
            switch (item)
            {
                case FeedChange change:
                    seen |= Apply(await store.ReadChangeAsync(change, mask: null, cancellationToken)) == until;
                    break;
                case FeedCheckpoint checkpoint:
                    Token = checkpoint.Token;
                    if (!checkpoint.InSnapshot) EndSnapshot();
                    break;
                case FeedLoss:
                    Lost = true;
                    return false;
            }

            if ((seen && _unconfirmed is null) || --most == 0) return true;
        }

        return true;
    }

    private string Apply(ResourceChange<User> change)
    {
        string key = $"{change.TenantId}:{change.Id}";
        _unconfirmed?.Remove(key);
        if (change.Kind == ChangeKind.Deleted) Users.Remove(key);
        else Users[key] = change.Resource;
        return change.Id;
    }

    private void EndSnapshot()
    {
        foreach (string gone in _unconfirmed ?? []) Users.Remove(gone);
        _unconfirmed = null;
    }
}
