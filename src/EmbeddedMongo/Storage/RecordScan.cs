namespace Scim.EmbeddedMongo.Storage;

/// <summary>Documents one after the other. The span is valid until the next move.</summary>
internal abstract class RecordScan : IDisposable
{
    public long Record { get; protected set; }

    public abstract ReadOnlySpan<byte> Document { get; }

    public abstract bool MoveNext();

    public abstract void Dispose();
}
