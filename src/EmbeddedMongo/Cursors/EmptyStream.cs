namespace Scim.EmbeddedMongo.Cursors;

/// <summary>No documents: the collection does not exist.</summary>
internal sealed class EmptyStream : DocumentStream
{
    public override ReadOnlySpan<byte> Current => [];

    public override bool AtEnd => true;

    public override bool MoveNext() => false;

    public override void Dispose()
    {
    }
}
