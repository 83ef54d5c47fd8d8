using Scim.EmbeddedMongo.Planning;
using Scim.EmbeddedMongo.Query;
using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.Cursors;

/// <summary>IXSCAN and FETCH: the documents behind ranges of indexes, those that match, each once.</summary>
internal sealed class IndexStream(
    IRecordTables tables, CollectionInfo collection, QueryPlan plan, QueryNode filter, ScanStats stats, CancellationToken cancellationToken)
    : DocumentStream
{
    private static readonly byte[] NoFields = [5, 0, 0, 0, 0];

    private readonly HashSet<long>? _seen = plan.Scans.Count > 1 || plan.Scans[0].NeedsDistinct ? [] : null;
    private readonly bool _tests = !plan.FilterCovered;
    private KeyScan? _keys;
    private byte[] _current = [];
    private long _record;
    private int _scan;
    private int _interval;

    public override ReadOnlySpan<byte> Current => _current;

    public override long Record => _record;

    /// <summary>Whether the number of documents is all that is wanted: none is read where the keys say enough.</summary>
    public bool CountsOnly { get; init; }

    /// <summary>A lookup by _id ends with its document.</summary>
    public override bool AtEnd => plan.IsIdLookup && _current.Length > 0;

    public override bool MoveNext()
    {
        if (AtEnd) return false;
        while (NextKey())
        {
            if ((++stats.KeysExamined & 0xFF) == 0) cancellationToken.ThrowIfCancellationRequested();
            _record = _keys!.Record;
            if (_seen is not null && !_seen.Add(_record)) continue;
            if (CountsOnly && !_tests)
            {
                _current = NoFields;
                return true;
            }

            if (tables.Get(collection, _record) is not { } document) continue;
            stats.DocumentsExamined++;
            if (_tests && !filter.Matches(document)) continue;
            _current = document;
            return true;
        }

        return false;
    }

    public override void Dispose() => _keys?.Dispose();

    private bool NextKey()
    {
        while (true)
        {
            if (_keys is not null && _keys.MoveNext()) return true;
            _keys?.Dispose();
            _keys = null;
            if (_scan == plan.Scans.Count) return false;
            IndexScan scan = plan.Scans[_scan];
            if (_interval == scan.Intervals.Count)
            {
                (_scan, _interval) = (_scan + 1, 0);
                continue;
            }

            KeyInterval interval = scan.Intervals[scan.Backward ? scan.Intervals.Count - 1 - _interval : _interval];
            _interval++;
            _keys = tables.Range(collection.Index(scan.Index), interval.Low, interval.High, scan.Backward);
        }
    }
}
