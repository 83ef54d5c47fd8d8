namespace Scim.EmbeddedMongo.Storage;

/// <summary>The next record id and the committed number of documents of a collection.</summary>
internal sealed class CollectionCounters
{
    private long _lastRecord;
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    /// <summary>Record ids rise with every insert, so that natural order is insertion order.</summary>
    public long NextRecord() => Interlocked.Increment(ref _lastRecord);

    public void Load(long lastRecord, long count)
    {
        Interlocked.Exchange(ref _lastRecord, lastRecord);
        Interlocked.Exchange(ref _count, count);
    }

    public void Add(long documents) => Interlocked.Add(ref _count, documents);
}
