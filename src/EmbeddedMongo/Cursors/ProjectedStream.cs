using Scim.EmbeddedMongo.Projections;

namespace Scim.EmbeddedMongo.Cursors;

/// <summary>PROJECTION</summary>
internal sealed class ProjectedStream(DocumentStream source, Projection projection) : DocumentStream
{
    private byte[] _current = [];

    public override ReadOnlySpan<byte> Current => _current;

    public override long Record => source.Record;

    public override bool AtEnd => source.AtEnd;

    public override bool MoveNext()
    {
        if (!source.MoveNext()) return false;
        _current = projection.Apply(source.Current);
        return true;
    }

    public override void Dispose() => source.Dispose();
}
