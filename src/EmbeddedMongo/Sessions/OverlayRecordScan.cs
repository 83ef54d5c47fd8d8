using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.Sessions;

/// <summary>A snapshot's documents with a transaction's laid over them, in natural order.</summary>
internal sealed class OverlayRecordScan(RecordScan? below, List<KeyValuePair<long, byte[]?>> changes, bool backward) : RecordScan
{
    private readonly HashSet<long> _changed = [.. changes.Select(change => change.Key)];
    private int _next;
    private bool _started;
    private bool _more;
    private byte[]? _own;

    public override ReadOnlySpan<byte> Document => _own ?? below!.Document;

    public override bool MoveNext()
    {
        if (!_started || _own is null) Advance();
        _started = true;
        while (_next < changes.Count && changes[_next].Value is null) _next++;

        bool own = _next < changes.Count && (!_more || Before(changes[_next].Key, below!.Record));
        if (!own && !_more) return false;
        _own = own ? changes[_next++].Value : null;
        Record = own ? changes[_next - 1].Key : below!.Record;
        return true;
    }

    public override void Dispose() => below?.Dispose();

    private bool Before(long left, long right) => backward ? left > right : left < right;

    private void Advance()
    {
        do
        {
            _more = below is not null && below.MoveNext();
        }
        while (_more && _changed.Contains(below!.Record));
    }
}
