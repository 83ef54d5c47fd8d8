namespace Scim.EmbeddedMongo.Cursors;

/// <summary>A cursor over a query, with the snapshot that it reads from.</summary>
internal sealed class QueryCursor(long id, string ns, DocumentStream stream, IDisposable? snapshot) : ServerCursor(id, ns)
{
    /// <summary>A document that did not fit in the last batch.</summary>
    public byte[]? Held { get; set; }

    public DocumentStream Stream => stream;

    public override void Dispose()
    {
        stream.Dispose();
        snapshot?.Dispose();
    }
}
