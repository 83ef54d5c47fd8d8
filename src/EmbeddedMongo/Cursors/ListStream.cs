namespace Scim.EmbeddedMongo.Cursors;

/// <summary>Documents that are in memory already: sorted results, lists of the catalog.</summary>
internal sealed class ListStream(IReadOnlyList<byte[]> documents, IReadOnlyList<long>? records = null) : DocumentStream
{
    private int _next;

    public int Count => documents.Count;

    public override ReadOnlySpan<byte> Current => documents[_next - 1];

    public override long Record => records?[_next - 1] ?? 0;

    public override bool AtEnd => _next >= documents.Count;

    public override bool MoveNext()
    {
        if (_next >= documents.Count) return false;
        _next++;
        return true;
    }

    public override void Dispose()
    {
    }
}
