using Scim.EmbeddedMongo.Query;
using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.Cursors;

/// <summary>IXSCAN and FETCH: the documents behind ranges of an index, those that match, each once.</summary>
internal sealed class IndexStream(
    IRecordTables tables, CollectionInfo collection, AccessPath path, QueryNode filter, ScanStats stats, CancellationToken cancellationToken)
    : DocumentStream
{
    private readonly HashSet<long>? _seen = path.Index!.MultikeyComponents != 0 || path.Ranges.Count > 1 ? [] : null;
    private KeyScan? _scan;
    private byte[] _current = [];
    private long _record;
    private int _range;

    public override ReadOnlySpan<byte> Current => _current;

    public override long Record => _record;

    /// <summary>A point lookup by _id ends with its document.</summary>
    public override bool AtEnd => path.IsPoint && _current.Length > 0;

    public override bool MoveNext()
    {
        while (NextKey())
        {
            cancellationToken.ThrowIfCancellationRequested();
            stats.KeysExamined++;
            _record = _scan!.Record;
            if (_seen is not null && !_seen.Add(_record)) continue;
            if (tables.Get(collection, _record) is not { } document) continue;
            stats.DocumentsExamined++;
            if (!filter.Matches(document)) continue;
            _current = document;
            return true;
        }

        return false;
    }

    public override void Dispose() => _scan?.Dispose();

    private bool NextKey()
    {
        while (true)
        {
            if (_scan is not null && _scan.MoveNext()) return true;
            _scan?.Dispose();
            _scan = null;
            if (_range == path.Ranges.Count) return false;
            KeyRange range = path.Ranges[path.Backward ? path.Ranges.Count - 1 - _range : _range];
            _range++;
            _scan = tables.Range(path.Index!, range.Low, range.High, path.Backward);
        }
    }
}
