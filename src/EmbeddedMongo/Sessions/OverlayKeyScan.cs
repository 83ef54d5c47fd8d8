using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.Sessions;

/// <summary>A snapshot's index entries with a transaction's laid over them, in key order.</summary>
internal sealed class OverlayKeyScan(KeyScan? below, List<KeyEntry> added, HashSet<KeyEntry> removed, bool backward) : KeyScan
{
    private int _next;
    private bool _started;
    private bool _more;
    private byte[]? _own;

    public override ReadOnlySpan<byte> Key => _own ?? below!.Key;

    public override bool MoveNext()
    {
        if (!_started || _own is null) Advance();
        _started = true;

        bool own = _next < added.Count && (!_more || Before(added[_next]));
        if (!own && !_more) return false;
        _own = own ? added[_next++].Key : null;
        Record = own ? added[_next - 1].Record : below!.Record;
        return true;
    }

    public override void Dispose() => below?.Dispose();

    private bool Before(KeyEntry entry)
    {
        int order = entry.Key.AsSpan().SequenceCompareTo(below!.Key);
        if (order == 0) order = entry.Record.CompareTo(below.Record);
        return backward ? order > 0 : order < 0;
    }

    private void Advance()
    {
        do
        {
            _more = below is not null && below.MoveNext();
        }
        while (_more && removed.Count > 0 && removed.Contains(new KeyEntry(below!.Key.ToArray(), below.Record)));
    }
}
