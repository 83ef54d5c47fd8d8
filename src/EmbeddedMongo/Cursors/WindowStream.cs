namespace Scim.EmbeddedMongo.Cursors;

/// <summary>SKIP and LIMIT.</summary>
internal sealed class WindowStream(DocumentStream source, long skip, long limit) : DocumentStream
{
    private long _skipped;
    private long _returned;

    public override ReadOnlySpan<byte> Current => source.Current;

    public override long Record => source.Record;

    public override bool AtEnd => (limit > 0 && _returned == limit) || source.AtEnd;

    public override bool MoveNext()
    {
        if (limit > 0 && _returned == limit) return false;
        for (; _skipped < skip; _skipped++)
        {
            if (!source.MoveNext()) return false;
        }

        if (!source.MoveNext()) return false;
        _returned++;
        return true;
    }

    public override void Dispose() => source.Dispose();
}
