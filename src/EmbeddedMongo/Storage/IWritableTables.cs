namespace Scim.EmbeddedMongo.Storage;

/// <summary>A view that can be written to: the writer's, or a transaction's.</summary>
internal interface IWritableTables : IRecordTables
{
    /// <summary>The collection, made now where it is missing.</summary>
    CollectionInfo Ensure(string database, string name);

    /// <summary>
    /// Claims a record or a unique key. Where an open transaction holds it, a transaction gets a write conflict and
    /// everyone else waits for that transaction's end.
    /// </summary>
    void Claim(LockKey key);

    void Insert(CollectionInfo collection, long record, ReadOnlySpan<byte> document);

    void Update(CollectionInfo collection, long record, ReadOnlySpan<byte> document);

    void Delete(CollectionInfo collection, long record);

    void AddKey(IndexInfo index, ReadOnlySpan<byte> key, long record);

    void RemoveKey(IndexInfo index, ReadOnlySpan<byte> key, long record);

    /// <summary>Notes by bits which components of an index arrays gave values to.</summary>
    void SetMultikey(CollectionInfo collection, IndexInfo index, ulong components);

    void Log(in OplogRecord entry);
}
