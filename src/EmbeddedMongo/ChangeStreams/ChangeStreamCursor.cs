using MongoDB.Bson;
using Scim.EmbeddedMongo.Aggregation;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Cursors;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.ChangeStreams;

/// <summary>
/// A change stream: a place in the history and the stages that its events go through. It holds no snapshot between two
/// batches, so a slow client costs nothing; one that falls behind the history's bound is told with error 286.
/// </summary>
internal sealed class ChangeStreamCursor(long id, string ns, Store store, OplogReader reader, ChangeStreamOptions options, IReadOnlyList<Stage> stages)
    : ServerCursor(id, ns)
{
    private const int MostAtOnce = 1_000;
    private const int MostBytes = 16 * 1024 * 1024 - 64 * 1024;
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(1);

    private readonly ChangeEvents _events = new(options.LooksUp);
    private readonly Queue<byte[]> _waiting = [];
    private BsonDocument? _lastToken;
    private long _position = options.After ?? 0;
    private bool _ended;

    /// <summary>Whether dropping a collection ends the stream; a database's stream ends with its database only.</summary>
    public required bool OfCollection { get; init; }

    /// <summary>Whether dropping a database ends the stream.</summary>
    public required bool OfDatabase { get; init; }

    /// <summary>The clock that waiting goes by.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Takes the place to begin at, which fails where the history is gone, and writes what is there already.</summary>
    /// <returns>Whether the cursor stays open.</returns>
    public bool WriteFirst(ReplyBuffer reply, long batchSize)
    {
        using (ReadSnapshot snapshot = store.Read())
        {
            if (options.After is null) _position = snapshot.LastTime();
            Fetch(snapshot);
        }

        return Write(reply, "firstBatch", batchSize);
    }

    public override async ValueTask<bool> WriteNextAsync(ReplyBuffer reply, long batchSize, long? maxTimeMS, CancellationToken cancellationToken)
    {
        long start = Time.GetTimestamp();
        TimeSpan wait = maxTimeMS is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : DefaultWait;
        while (_waiting.Count == 0 && !_ended)
        {
            long seen;
            using (ReadSnapshot snapshot = store.Read())
            {
                Fetch(snapshot);
                seen = snapshot.LastTime();
            }

            if (_waiting.Count > 0 || _ended || _position < seen) continue;
            TimeSpan left = wait - Time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero || !await ChangedAsync(seen, left, cancellationToken).ConfigureAwait(false)) break;
        }

        return Write(reply, "nextBatch", batchSize);
    }

    public override void Dispose() => _waiting.Clear();

    private async Task<bool> ChangedAsync(long seen, TimeSpan left, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(left, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await store.WaitForChangeAsync(seen, either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Fetch(ReadSnapshot snapshot)
    {
        long last = snapshot.LastTime();
        List<OplogEntry> entries = reader.Read(snapshot, _position, MostAtOnce);
        foreach (OplogEntry entry in entries)
        {
            if (entry.Kind != OplogKind.Noop) Enqueue(_events.Of(entry, snapshot));
            if (Ends(entry.Kind))
            {
                Enqueue(ChangeEvents.Invalidate(entry.Time));
                _position = entry.Time;
                _ended = true;
                return;
            }
        }

        _position = entries.Count == MostAtOnce ? entries[^1].Time : Math.Max(_position, last);
    }

    private bool Ends(OplogKind kind) => kind switch
    {
        OplogKind.Drop or OplogKind.Rename => OfCollection,
        OplogKind.DropDatabase => OfDatabase,
        _ => false,
    };

    private void Enqueue(BsonDocument change)
    {
        IEnumerable<byte[]> one = [change.ToBytes()];
        foreach (byte[] bytes in stages.Aggregate(one, (input, stage) => stage.Run(input))) _waiting.Enqueue(bytes);
    }

    private bool Write(ReplyBuffer reply, string batchName, long batchSize)
    {
        int document = reply.BeginDocument("cursor");
        int batch = reply.BeginArray(batchName);
        int start = reply.Length;
        int count = 0;
        while (count < batchSize && _waiting.TryPeek(out byte[]? next))
        {
            if (count > 0 && reply.Length - start + next.Length > MostBytes) break;
            reply.WriteElement(count++, next);
            _lastToken = Token(_waiting.Dequeue());
        }

        reply.End(batch);
        bool open = !_ended || _waiting.Count > 0;
        BsonDocument place = _waiting.Count > 0 || _ended ? _lastToken ?? new ResumeToken(_position).ToDocument() : new ResumeToken(_position).ToDocument();
        reply.Write("postBatchResumeToken", place);
        reply.Write("id", open ? Id : 0L);
        reply.Write("ns", Namespace);
        reply.End(document);
        return open;
    }

    private static BsonDocument Token(byte[] change) =>
        BsonMaterializer.Document(change).GetValue("_id", null) as BsonDocument
        ?? throw new CommandException(280, "ChangeStreamFatalError", "Encountered an event whose _id field, which contains the resume token, was modified by the pipeline.")
        {
            ErrorLabels = ["NonResumableChangeStreamError"],
        };
}
