using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using MongoDB.Driver;
using Scim.Protocol.Errors;
using Scim.Storage.Resources;

namespace Scim.Storage.Changes;

/// <summary>
/// A feed of everything that happens to some collections: at least once, in order per document, resumable from every
/// checkpoint. A slow follower slows itself only. Bookkeeping that leaves a resource's version alone is not told.
/// </summary>
public sealed class ChangeFeed
{
    private const int MostAtOnce = 500;
    private static readonly TimeSpan CheckpointEvery = TimeSpan.FromSeconds(10);

    private readonly FeedSource _source;
    private readonly FeedHub _hub;
    private readonly FeedSnapshot _snapshot;
    private readonly TimeProvider _time;

    /// <summary>A feed of collections of a database; nothing is read before somebody follows.</summary>
    /// <param name="name">The feed's name; a token of one feed is none of another.</param>
    /// <param name="database">The database.</param>
    /// <param name="collections">The collections, in the order in which a snapshot tells them.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where it logs.</param>
    public ChangeFeed(string name, IMongoDatabase database, IReadOnlyList<string> collections, TimeProvider time, ILoggerFactory loggers)
    {
        ArgumentOutOfRangeException.ThrowIfZero(collections.Count);
        _source = new FeedSource(name, database, collections);
        _hub = new FeedHub(_source, time, loggers.CreateLogger<ChangeFeed>());
        _snapshot = new FeedSnapshot(_source);
        _time = time;
    }

    /// <summary>How many bytes of the latest changes are kept for all followers together.</summary>
    internal long BufferBytes
    {
        get => _hub.MostBytes;
        set => _hub.MostBytes = value;
    }

    /// <summary>
    /// Follows the feed until it is cancelled. The first event of a feed without a snapshot is a checkpoint: what
    /// happens after it is told. Ends with <see cref="FeedLoss"/> where the history is gone.
    /// </summary>
    /// <exception cref="ScimException">400 invalidValue: the token is none of this feed's.</exception>
    public async IAsyncEnumerable<FeedEvent> FollowAsync(FeedRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FeedPlace? given = request.ResumeToken.IsEmpty ? null : FeedPlace.Parse(_source.Name, request.ResumeToken);
        using IDisposable membership = _hub.Join();
        await using IAsyncEnumerator<FeedEvent> events = EventsAsync(given, request, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            FeedEvent? next;
            try
            {
                next = await events.MoveNextAsync() ? events.Current : null;
            }
            catch (Exception error) when (FeedHistoryException.IsLoss(error))
            {
                next = new FeedLoss("The history of changes does not reach back to the given point: begin with a snapshot.");
            }

            if (next is null) yield break;
            yield return next;
            if (next is FeedLoss) yield break;
        }
    }

    private async IAsyncEnumerable<FeedEvent> EventsAsync(
        FeedPlace? given, FeedRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Opening the stream tells at once whether the history still reaches back to the place.
        string stream;
        using (FeedStream opened = await _source.OpenAsync(given?.Stream, request.TenantId, cancellationToken)) stream = given?.Stream ?? opened.Place;
        FeedPlace place = given ?? new FeedPlace(_source.Name, stream, request.Snapshot ? _snapshot.Start : null);
        if (place.Scanned is { } scanned)
        {
            await foreach ((IReadOnlyList<FeedChange> page, SnapshotPlace? next) in _snapshot.ReadAsync(scanned, request.TenantId, cancellationToken))
            {
                foreach (FeedChange change in page) yield return change;
                place = place with { Scanned = next };
                yield return Checkpoint(place);
            }
        }
        else
        {
            yield return Checkpoint(place);
        }

        await foreach (FeedEvent item in LiveAsync(place, request.TenantId, cancellationToken)) yield return item;
    }

    private async IAsyncEnumerable<FeedEvent> LiveAsync(
        FeedPlace place, string tenantId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long told = _time.GetTimestamp();
        await foreach (FeedBatch batch in BatchesAsync(place.Stream, tenantId, cancellationToken))
        {
            if (FeedChange.FirstWritten(batch.Changes) is { } written) StoreMetrics.Told(_source.Name, _time.GetUtcNow() - written);
            int delivered = 0;
            foreach (FeedChange change in batch.Changes)
            {
                if (!TenantScope.IsOf(tenantId, change.DocumentId)) continue;
                delivered++;
                yield return change;
            }

            place = place with { Stream = batch.Place };
            if (delivered == 0 && _time.GetElapsedTime(told) < CheckpointEvery) continue;
            told = _time.GetTimestamp();
            yield return Checkpoint(place);
        }
    }

    private async IAsyncEnumerable<FeedBatch> BatchesAsync(
        string place, string tenantId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_hub.Read(place, MostAtOnce) is { } batch)
            {
                place = batch.Place;
                yield return batch;
                if (batch.Changes.Count == 0) await batch.Moved.WaitAsync(cancellationToken);
                continue;
            }

            using FeedStream own = await _source.OpenAsync(place, tenantId, cancellationToken);
            while (!_hub.Covers(place))
            {
                IReadOnlyList<FeedChange> changes = await own.ReadAsync(cancellationToken);
                place = own.Place;
                yield return new FeedBatch(changes, place, Task.CompletedTask);
            }
        }
    }

    private FeedCheckpoint Checkpoint(FeedPlace place) => new(place.ToToken(), _time.GetUtcNow(), place.Scanned is not null);
}
