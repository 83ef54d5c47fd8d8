using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Cursors;

/// <summary>A cursor over a query, with the snapshot that it reads from.</summary>
internal sealed class QueryCursor(long id, string ns, DocumentStream stream, IDisposable? snapshot) : ServerCursor(id, ns)
{
    /// <summary>A document that did not fit in the last batch.</summary>
    public byte[]? Held { get; set; }

    public DocumentStream Stream => stream;

    public override ValueTask<bool> WriteNextAsync(ReplyBuffer reply, long batchSize, long? maxTimeMS, CancellationToken cancellationToken)
    {
        int document = reply.BeginDocument("cursor");
        int batch = reply.BeginArray("nextBatch");
        bool more = !BatchWriter.Fill(reply, this, batchSize);
        reply.End(batch);
        reply.Write("id", more ? Id : 0L);
        reply.Write("ns", Namespace);
        reply.End(document);
        return ValueTask.FromResult(more);
    }

    public override void Dispose()
    {
        stream.Dispose();
        snapshot?.Dispose();
    }
}
