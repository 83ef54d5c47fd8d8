using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MongoDB.Bson;
using Scim.Protos.Common.V1;

namespace Scim.Storage.Changes;

/// <summary>One event of a feed: a <see cref="FeedChange"/>, a <see cref="FeedCheckpoint"/> or a <see cref="FeedLoss"/>.</summary>
public abstract record FeedEvent;

/// <summary>A document of the feed is new, different or gone.</summary>
/// <param name="Collection">The collection's name.</param>
/// <param name="DocumentId">The document's <c>_id</c>.</param>
/// <param name="Kind">What happened; a tombstone is an update here.</param>
/// <param name="Document">The document as it was or, for an update, as it was when the event was read; null where it is gone.</param>
public sealed record FeedChange(string Collection, string DocumentId, ChangeKind Kind, RawBsonDocument? Document) : FeedEvent
{
    /// <summary>The <c>lastChange</c> that an update wrote; null for other changes.</summary>
    public RawBsonDocument? LastChange { get; init; }

    /// <summary>The place behind the change in the stream; "" for one of a snapshot.</summary>
    internal string Place { get; init; } = "";

    /// <summary>When the first of some changes was written, as its document says; null where none does.</summary>
    internal static DateTimeOffset? FirstWritten(IReadOnlyList<FeedChange> changes)
    {
        foreach (FeedChange change in changes)
        {
            if (change.Document is { } document && document.TryGetValue("modified", out BsonValue at) && at.BsonType == BsonType.DateTime) return at.ToUniversalTime();
        }

        return null;
    }

    /// <summary>About how many bytes it holds.</summary>
    internal int Size => 200 + (Document?.Slice.Length ?? 0) + (LastChange?.Slice.Length ?? 0);
}

/// <summary>Everything before has been delivered.</summary>
/// <param name="Token">Resumes the feed behind this point.</param>
/// <param name="At">When.</param>
/// <param name="InSnapshot">Whether the snapshot goes on behind it.</param>
public sealed record FeedCheckpoint(ByteString Token, DateTimeOffset At, bool InSnapshot) : FeedEvent
{
    /// <summary>The message that followers get.</summary>
    public Checkpoint ToMessage() => new() { ResumeToken = Token, At = Timestamp.FromDateTimeOffset(At), InSnapshot = InSnapshot };
}

/// <summary>The history behind the follower's place is gone; the feed ends.</summary>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record FeedLoss(string Reason) : FeedEvent
{
    /// <summary>The message that followers get.</summary>
    public ResyncRequired ToMessage() => new() { Reason = Reason };
}
