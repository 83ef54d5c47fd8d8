namespace Scim.EmbeddedMongo.Cursors;

/// <summary>The results of a query, one after the other. The span is valid until the next move.</summary>
internal abstract class DocumentStream : IDisposable
{
    public abstract ReadOnlySpan<byte> Current { get; }

    /// <summary>The record id of the current document, where it is a stored one.</summary>
    public virtual long Record => 0;

    /// <summary>Whether it is known, without another move, that nothing follows.</summary>
    public virtual bool AtEnd => false;

    public abstract bool MoveNext();

    public abstract void Dispose();
}
