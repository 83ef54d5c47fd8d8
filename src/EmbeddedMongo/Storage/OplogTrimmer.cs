namespace Scim.EmbeddedMongo.Storage;

/// <summary>Keeps the oplog under its bound: when it is exceeded, the oldest tenth goes.</summary>
internal sealed class OplogTrimmer(long bound, long bytes)
{
    private long _bytes = bytes;
    private bool _scheduled;

    /// <summary>Counts what was added; whether a trim is due.</summary>
    public bool Add(long added)
    {
        _bytes += added;
        if (_bytes <= bound || _scheduled) return false;
        return _scheduled = true;
    }

    /// <summary>Run by the writer.</summary>
    public bool Trim(WriterTables tables)
    {
        _scheduled = false;
        long goal = _bytes - (bound - bound / 10), freed = 0, last = 0;
        Statement oldest = tables.Prepare("SELECT ts, 64 + ifnull(length(key), 0) + ifnull(length(body), 0) FROM oplog ORDER BY ts");
        while (freed < goal && oldest.Step())
        {
            last = oldest.Int64(0);
            freed += oldest.Int64(1);
        }

        oldest.Reset();
        // The newest entry stays, so that the clock goes on from it; what is gone is known to those who resume.
        tables.Prepare("INSERT OR REPLACE INTO meta(name, value) SELECT 'trimmed', ifnull(max(ts), 0) FROM oplog WHERE ts<=?1 AND ts<(SELECT max(ts) FROM oplog)").Bind(1, last).Run();
        tables.Prepare("DELETE FROM oplog WHERE ts<=?1 AND ts<(SELECT max(ts) FROM oplog)").Bind(1, last).Run();
        _bytes -= freed;
        return true;
    }
}
