namespace Scim.EmbeddedMongo.Storage;

/// <summary>
/// Documents and index keys as one command sees them: a snapshot of what is committed, the writer's current state,
/// or a transaction's snapshot with its own writes laid over it.
/// </summary>
internal interface IRecordTables
{
    Catalog Catalog { get; }

    /// <summary>The document's bytes, or null where there is no such record.</summary>
    byte[]? Get(CollectionInfo collection, long record);

    /// <summary>All documents in natural order.</summary>
    RecordScan Scan(CollectionInfo collection, bool backward);

    /// <summary>The entries of an index with low &lt;= key &lt; high.</summary>
    KeyScan Range(IndexInfo index, ReadOnlyMemory<byte> low, ReadOnlyMemory<byte> high, bool backward);

    /// <summary>Whether another record than this one has the key.</summary>
    bool HasOther(IndexInfo index, ReadOnlySpan<byte> key, long record);

    /// <summary>The number of documents that this view sees.</summary>
    long Count(CollectionInfo collection);
}
