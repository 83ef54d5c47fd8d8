using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Storage;

/// <summary>The writer's view: committed state and what the current batch has written so far.</summary>
internal sealed class WriterTables(StoreConnection connection, WriteLocks locks, ClusterClock clock, CatalogStore catalogs)
    : SqliteTables(connection), IWritableTables
{
    private readonly Dictionary<CollectionCounters, long> _counts = [];
    private readonly List<Action> _afterCommit = [];
    private Catalog _catalog = Catalog.Empty;
    private long _oplogBytes;

    public override Catalog Catalog => _catalog;

    /// <summary>Prepared SQL of the few tables that are not collections or indexes.</summary>
    public Statement Prepare(string sql) => Connection.Prepare(sql);

    /// <summary>Bytes that the current job added to the oplog.</summary>
    public long OplogBytes => _oplogBytes;

    /// <summary>Whether claims are checked: not while a transaction that holds its claims is applied.</summary>
    public bool Claims { get; set; } = true;

    /// <summary>The session and transaction number that oplog entries carry, for a transaction that commits.</summary>
    public (byte[] Session, long Number)? Transaction { get; set; }

    /// <summary>Begins a job on this catalog.</summary>
    public void Begin(Catalog catalog)
    {
        _catalog = catalog;
        _counts.Clear();
        _afterCommit.Clear();
        _oplogBytes = 0;
        Claims = true;
        Transaction = null;
    }

    /// <summary>What the job asks to be done in memory once the batch is durable.</summary>
    public Action[] TakeAfterCommit()
    {
        foreach ((CollectionCounters counters, long delta) in _counts)
        {
            _afterCommit.Add(() => counters.Add(delta));
        }

        return [.. _afterCommit];
    }

    public void AfterCommit(Action action) => _afterCommit.Add(action);

    public override long Count(CollectionInfo collection) =>
        collection.Counters.Count + _counts.GetValueOrDefault(collection.Counters);

    public CollectionInfo Ensure(string database, string name) =>
        _catalog.Find(database, name) ?? Create(database, name, Guid.NewGuid(), []);

    public CollectionInfo Create(string database, string name, Guid uuid, BsonDocument options)
    {
        CollectionInfo collection = catalogs.NewCollection(database, name, uuid, options);
        Create(collection);
        return collection;
    }

    /// <summary>Stores a collection that a transaction has made up.</summary>
    public void Create(CollectionInfo collection)
    {
        CatalogStore.Insert(Connection, collection);
        _catalog = _catalog.With(collection);
    }

    /// <summary>Puts a changed collection into the catalog: new indexes, flags or a new name.</summary>
    public void Replace(CollectionInfo old, CollectionInfo changed)
    {
        CatalogStore.Update(Connection, old, changed);
        Catalog without = old.Namespace == changed.Namespace ? _catalog : _catalog.Without(old);
        _catalog = without.With(changed);
    }

    public void Drop(CollectionInfo collection)
    {
        CatalogStore.Delete(Connection, collection);
        _catalog = _catalog.Without(collection);
    }

    /// <summary>Stores the catalog's version, which readers compare.</summary>
    public void SaveCatalogVersion() =>
        Connection.Prepare("UPDATE meta SET value=?1 WHERE name='catalog'").Bind(1, _catalog.Version).Run();

    public void RequireUnlocked(CollectionInfo collection)
    {
        locks.RequireUnlocked(collection.Id);
        foreach (IndexInfo index in collection.Indexes) locks.RequireUnlocked(index.Id);
    }

    public void Claim(LockKey key)
    {
        if (Claims) locks.Note(key, clock.Last + 1);
    }

    public void Insert(CollectionInfo collection, long record, ReadOnlySpan<byte> document)
    {
        Connection.Prepare(StatementKind.Insert, collection.Id).Bind(1, record).Bind(2, document).Run();
        AddCount(collection, 1);
    }

    public void Update(CollectionInfo collection, long record, ReadOnlySpan<byte> document) =>
        Connection.Prepare(StatementKind.Update, collection.Id).Bind(1, record).Bind(2, document).Run();

    public void Delete(CollectionInfo collection, long record)
    {
        Connection.Prepare(StatementKind.Delete, collection.Id).Bind(1, record).Run();
        AddCount(collection, -1);
    }

    public void AddKey(IndexInfo index, ReadOnlySpan<byte> key, long record) =>
        Connection.Prepare(StatementKind.InsertKey, index.Id).Bind(1, key).Bind(2, record).Run();

    public void RemoveKey(IndexInfo index, ReadOnlySpan<byte> key, long record) =>
        Connection.Prepare(StatementKind.DeleteKey, index.Id).Bind(1, key).Bind(2, record).Run();

    public void SetMultikey(CollectionInfo collection, IndexInfo index, ulong components)
    {
        CollectionInfo current = _catalog.Find(collection.Database, collection.Name)!;
        IndexInfo stored = current.Indexes.First(item => item.Id == index.Id);
        ulong all = stored.MultikeyComponents | components;
        if (all != stored.MultikeyComponents) Replace(current, current.ReplaceIndex(stored, stored with { MultikeyComponents = all }));
    }

    public void Log(in OplogRecord entry)
    {
        Statement insert = Connection.Prepare(
            "INSERT INTO oplog(ts, kind, db, coll, key, body, lsid, txn) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        insert.Bind(1, clock.Next()).Bind(2, (long)entry.Kind).Bind(3, entry.Database).Bind(4, entry.Collection);
        BindOrNull(insert, 5, entry.Key);
        BindOrNull(insert, 6, entry.Body);
        BindOrNull(insert, 7, Transaction?.Session);
        if (Transaction is { } transaction) insert.Bind(8, transaction.Number);
        else insert.BindNull(8);
        insert.Run();
        _oplogBytes += 64 + (entry.Key?.Length ?? 0) + (entry.Body?.Length ?? 0);
    }

    private static void BindOrNull(Statement statement, int index, byte[]? value)
    {
        if (value is null) statement.BindNull(index);
        else statement.Bind(index, value);
    }

    private void AddCount(CollectionInfo collection, long delta) =>
        _counts[collection.Counters] = _counts.GetValueOrDefault(collection.Counters) + delta;
}
