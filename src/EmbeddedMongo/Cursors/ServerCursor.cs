using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Cursors;

/// <summary>A query whose results a client fetches batch by batch. One getMore at a time.</summary>
internal abstract class ServerCursor(long id, string ns) : IDisposable
{
    private int _busy;

    public long Id { get; } = id;

    public string Namespace { get; } = ns;

    /// <summary>The session that opened it, if there was one: only that session continues it.</summary>
    public Guid? Session { get; init; }

    /// <summary>The transaction that it belongs to, if there is one.</summary>
    public long? TransactionNumber { get; init; }

    /// <summary>The connection that used it last; the cursor goes when that one goes.</summary>
    public int Connection { get; set; }

    public long LastUse { get; set; }

    public bool NoTimeout { get; init; }

    /// <summary>Writes the next batch's cursor document.</summary>
    /// <returns>Whether the cursor stays open.</returns>
    public abstract ValueTask<bool> WriteNextAsync(ReplyBuffer reply, long batchSize, long? maxTimeMS, CancellationToken cancellationToken);

    public bool TryEnter() => Interlocked.CompareExchange(ref _busy, 1, 0) == 0;

    public void Leave() => Volatile.Write(ref _busy, 0);

    public abstract void Dispose();
}
