namespace Scim.EmbeddedMongo.Storage;

/// <summary>Index entries one after the other. The span is valid until the next move.</summary>
internal abstract class KeyScan : IDisposable
{
    public long Record { get; protected set; }

    public abstract ReadOnlySpan<byte> Key { get; }

    public abstract bool MoveNext();

    public abstract void Dispose();
}
