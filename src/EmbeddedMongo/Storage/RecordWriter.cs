using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Indexes;

namespace Scim.EmbeddedMongo.Storage;

/// <summary>Writes documents together with their index keys and their oplog entries. Everything is checked before anything is written.</summary>
internal sealed class RecordWriter(IWritableTables tables)
{
    public const int MaxDocumentBytes = 16 * 1024 * 1024;

    private readonly List<(IndexInfo Index, IndexKeySet Added, IndexKeySet? Removed)> _changes = [];

    public void Insert(CollectionInfo collection, byte[] document)
    {
        long record = collection.Counters.NextRecord();
        _changes.Clear();
        foreach (IndexInfo index in collection.Indexes)
        {
            IndexKeySet keys = new IndexKeys(index.Definition).Extract(document);
            RequireUnique(collection, index, keys, null, record, document);
            _changes.Add((index, keys, null));
        }

        tables.Claim(LockKey.Record(collection.Id, record));
        tables.Insert(collection, record, document);
        Apply(collection, record);
        tables.Log(new OplogRecord(OplogKind.Insert, collection.Database, collection.Name, DocumentKey(document), document));
    }

    /// <param name="collection">The collection.</param>
    /// <param name="record">The record.</param>
    /// <param name="before">What is stored.</param>
    /// <param name="after">What is to be stored.</param>
    /// <param name="description">updatedFields, removedFields, truncatedArrays; null for a replacement.</param>
    public void Update(CollectionInfo collection, long record, byte[] before, byte[] after, BsonDocument? description)
    {
        tables.Claim(LockKey.Record(collection.Id, record));
        _changes.Clear();
        foreach (IndexInfo index in collection.Indexes)
        {
            if (index.Definition.IsId) continue;
            var extractor = new IndexKeys(index.Definition);
            IndexKeySet removed = extractor.Extract(before), added = extractor.Extract(after);
            if (Same(removed, added)) continue;
            RequireUnique(collection, index, added, removed, record, after);
            _changes.Add((index, added, removed));
        }

        tables.Update(collection, record, after);
        Apply(collection, record);
        OplogKind kind = description is null ? OplogKind.Replace : OplogKind.Update;
        tables.Log(new OplogRecord(kind, collection.Database, collection.Name, DocumentKey(after), description?.ToBytes() ?? after));
    }

    public void Delete(CollectionInfo collection, long record, byte[] document)
    {
        tables.Claim(LockKey.Record(collection.Id, record));
        foreach (IndexInfo index in collection.Indexes)
        {
            foreach (byte[] key in new IndexKeys(index.Definition).Extract(document).Keys) tables.RemoveKey(index, key, record);
        }

        tables.Delete(collection, record);
        tables.Log(new OplogRecord(OplogKind.Delete, collection.Database, collection.Name, DocumentKey(document), null));
    }

    private void RequireUnique(CollectionInfo collection, IndexInfo index, IndexKeySet added, IndexKeySet? removed, long record, byte[] document)
    {
        if (!index.Unique) return;
        foreach (byte[] key in added.Keys)
        {
            if (removed is not null && Contains(removed, key)) continue;
            tables.Claim(LockKey.Key(index.Id, key));
            if (!tables.HasOther(index, key, record)) continue;
            BsonDocument value = new IndexKeys(index.Definition).KeyValue(document, key);
            throw CommandException.DuplicateKey(collection.Namespace, index.Name, index.Definition.Key, value);
        }
    }

    private void Apply(CollectionInfo collection, long record)
    {
        foreach ((IndexInfo index, IndexKeySet added, IndexKeySet? removed) in _changes)
        {
            if (removed is not null)
            {
                foreach (byte[] key in removed.Keys)
                {
                    if (!Contains(added, key)) tables.RemoveKey(index, key, record);
                }
            }

            foreach (byte[] key in added.Keys)
            {
                if (removed is null || !Contains(removed, key)) tables.AddKey(index, key, record);
            }

            if ((added.MultikeyComponents & ~index.MultikeyComponents) != 0) tables.SetMultikey(collection, index, added.MultikeyComponents);
        }
    }

    private static bool Contains(IndexKeySet keys, byte[] key) => keys.Keys.Any(other => other.AsSpan().SequenceEqual(key));

    private static bool Same(IndexKeySet left, IndexKeySet right)
    {
        if (left.Keys.Count != right.Keys.Count) return false;
        for (int i = 0; i < left.Keys.Count; i++)
        {
            if (!left.Keys[i].AsSpan().SequenceEqual(right.Keys[i])) return false;
        }

        return true;
    }

    private static byte[] DocumentKey(byte[] document)
    {
        BsonSlice id = BsonSlice.Field(document, "_id"u8);
        byte[] key = new byte[4 + 1 + 4 + id.Bytes.Length + 1];
        BitConverter.TryWriteBytes(key, key.Length);
        key[4] = id.Type == BsonType.MinKey ? (byte)0xFF : (byte)id.Type;
        "_id\0"u8.CopyTo(key.AsSpan(5));
        id.Bytes.CopyTo(key.AsSpan(9));
        return key;
    }
}
