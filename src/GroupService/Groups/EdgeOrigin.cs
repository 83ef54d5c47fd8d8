using Google.Protobuf.WellKnownTypes;
using MongoDB.Bson;
using Scim.Groups.Members;
using Scim.Protos.Common.V1;
using Scim.Storage.Changes;

namespace Scim.Groups.Groups;

/// <summary>
/// Tells where a change of an edge came from. Edges do not say so themselves, a million times: the transaction that
/// writes them raises their group's version first, so that the group's change stands right before theirs in the feed.
/// </summary>
internal sealed class EdgeOrigin
{
    private string _group = "";
    private LastChange? _change;

    /// <summary>Takes note of a change of a group.</summary>
    public void Hear(FeedChange group)
    {
        _group = group.DocumentId;
        _change = group.LastChange is { } document ? Read(document) : null;
    }

    /// <summary>The change that an edge belongs to; null where it is not known.</summary>
    public LastChange? Of(MembershipId edge) => _group == $"{edge.Tenant}:{edge.Group}" ? _change : null;

    private static LastChange Read(RawBsonDocument document) => new()
    {
        Actor = document["actor"].AsString,
        ConnectionId = document["connection"].AsString,
        RequestId = document["requestId"].AsString,
        ChangedPaths = { "members" },
        At = Timestamp.FromDateTime(document["at"].ToUniversalTime()),
    };
}
