using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.Sessions;

/// <summary>A transaction's view: the snapshot it began with and its own writes, which stay in memory until it commits.</summary>
internal sealed class TransactionTables(ReadSnapshot snapshot, CatalogStore catalogs, OpenTransaction owner) : IWritableTables
{
    private readonly Dictionary<int, CollectionOverlay> _collections = [];
    private readonly Dictionary<int, IndexOverlay> _indexes = [];
    private readonly Dictionary<int, CollectionInfo> _touched = [];
    private readonly Dictionary<int, ulong> _multikey = [];
    private readonly List<CollectionInfo> _created = [];
    private readonly List<OplogRecord> _log = [];
    private bool _closed;

    public Catalog Catalog { get; private set; } = snapshot.Catalog;

    public bool HasWrites => _log.Count > 0 || _created.Count > 0;

    public byte[]? Get(CollectionInfo collection, long record)
    {
        RequireOpen();
        if (_collections.TryGetValue(collection.Id, out CollectionOverlay? overlay) && overlay.Documents.TryGetValue(record, out byte[]? document)) return document;
        return IsCreated(collection.Id) ? null : snapshot.Get(collection, record);
    }

    public RecordScan Scan(CollectionInfo collection, bool backward)
    {
        RequireOpen();
        RecordScan? below = IsCreated(collection.Id) ? null : snapshot.Scan(collection, backward);
        if (!_collections.TryGetValue(collection.Id, out CollectionOverlay? overlay)) return below ?? new OverlayRecordScan(null, [], backward);
        IEnumerable<KeyValuePair<long, byte[]?>> changes = backward ? overlay.Documents.Reverse() : overlay.Documents;
        return new OverlayRecordScan(below, [.. changes], backward);
    }

    public KeyScan Range(IndexInfo index, ReadOnlyMemory<byte> low, ReadOnlyMemory<byte> high, bool backward)
    {
        RequireOpen();
        bool created = _created.Any(collection => collection.Indexes.Any(item => item.Id == index.Id));
        KeyScan? below = created ? null : snapshot.Range(index, low, high, backward);
        IndexOverlay overlay = Overlay(index.Id);
        return new OverlayKeyScan(below, overlay.Between(low, high, backward), overlay.Removed, backward);
    }

    public bool HasOther(IndexInfo index, ReadOnlySpan<byte> key, long record)
    {
        byte[] low = key.ToArray();
        byte[] high = [.. low, 0];
        using KeyScan scan = Range(index, low, high, backward: false);
        while (scan.MoveNext())
        {
            if (scan.Record != record) return true;
        }

        return false;
    }

    public long Count(CollectionInfo collection) => collection.Counters.Count;

    public CollectionInfo Ensure(string database, string name)
    {
        RequireOpen();
        return Catalog.Find(database, name) ?? Create(catalogs.NewCollection(database, name, Guid.NewGuid(), []));
    }

    public CollectionInfo Create(CollectionInfo collection)
    {
        _created.Add(collection);
        Catalog = Catalog.With(collection);
        return collection;
    }

    public void Claim(LockKey key)
    {
        RequireOpen();
        owner.Claim(key);
    }

    public void Insert(CollectionInfo collection, long record, ReadOnlySpan<byte> document)
    {
        CollectionOverlay overlay = Touch(collection);
        overlay.Documents[record] = document.ToArray();
        overlay.Inserted.Add(record);
    }

    public void Update(CollectionInfo collection, long record, ReadOnlySpan<byte> document) =>
        Touch(collection).Documents[record] = document.ToArray();

    public void Delete(CollectionInfo collection, long record) => Touch(collection).Documents[record] = null;

    public void AddKey(IndexInfo index, ReadOnlySpan<byte> key, long record) => Overlay(index.Id).Add(key.ToArray(), record);

    public void RemoveKey(IndexInfo index, ReadOnlySpan<byte> key, long record) => Overlay(index.Id).Remove(key.ToArray(), record);

    public void SetMultikey(CollectionInfo collection, IndexInfo index, ulong components)
    {
        _multikey[index.Id] = _multikey.GetValueOrDefault(index.Id) | components;
        CollectionInfo current = Catalog.Find(collection.Database, collection.Name)!;
        IndexInfo stored = current.Indexes.First(item => item.Id == index.Id);
        Catalog = Catalog.With(current.ReplaceIndex(stored, stored with { MultikeyComponents = stored.MultikeyComponents | components }));
    }

    public void Log(in OplogRecord entry) => _log.Add(entry);

    public void Close() => _closed = true;

    /// <summary>Writes everything through the writer; the claims hold, so nothing in between can have changed it.</summary>
    public void Commit(WriterTables tables)
    {
        tables.Claims = false;
        RequireUnchangedCatalog(tables.Catalog);
        foreach (CollectionInfo created in _created) tables.Create(created with { });
        foreach ((int id, CollectionOverlay overlay) in _collections) Write(tables, _touched[id], overlay);
        foreach (CollectionInfo collection in _touched.Values)
        {
            foreach (IndexInfo index in collection.Indexes) Write(tables, collection, index);
        }

        foreach (OplogRecord entry in _log) tables.Log(entry);
    }

    private void Write(WriterTables tables, CollectionInfo collection, IndexInfo index)
    {
        if (_indexes.TryGetValue(index.Id, out IndexOverlay? overlay))
        {
            foreach (KeyEntry entry in overlay.Removed) tables.RemoveKey(index, entry.Key, entry.Record);
            foreach (KeyEntry entry in overlay.Added) tables.AddKey(index, entry.Key, entry.Record);
        }

        if (_multikey.TryGetValue(index.Id, out ulong components)) tables.SetMultikey(collection, index, components);
    }

    private static void Write(WriterTables tables, CollectionInfo collection, CollectionOverlay overlay)
    {
        foreach ((long record, byte[]? document) in overlay.Documents)
        {
            bool inserted = overlay.Inserted.Contains(record);
            if (document is null)
            {
                if (!inserted) tables.Delete(collection, record);
            }
            else if (inserted) tables.Insert(collection, record, document);
            else tables.Update(collection, record, document);
        }
    }

    /// <summary>Collections that were dropped, made or given other indexes since the snapshot are conflicts.</summary>
    private void RequireUnchangedCatalog(Catalog now)
    {
        bool conflict = _created.Any(collection => now.Find(collection.Database, collection.Name) is not null);
        foreach (CollectionInfo collection in _touched.Values.Where(collection => !IsCreated(collection.Id)))
        {
            CollectionInfo? current = now.Find(collection.Database, collection.Name);
            conflict |= current?.Id != collection.Id || !current.Indexes.Select(index => index.Id).SequenceEqual(collection.Indexes.Select(index => index.Id));
        }

        if (!conflict) return;
        throw new CommandException(112, "WriteConflict", "A collection changed since the transaction began.")
        {
            ErrorLabels = ["TransientTransactionError"],
        };
    }

    private CollectionOverlay Touch(CollectionInfo collection)
    {
        _touched.TryAdd(collection.Id, collection);
        if (!_collections.TryGetValue(collection.Id, out CollectionOverlay? overlay))
        {
            _collections[collection.Id] = overlay = new CollectionOverlay();
        }

        return overlay;
    }

    private IndexOverlay Overlay(int index)
    {
        if (!_indexes.TryGetValue(index, out IndexOverlay? overlay)) _indexes[index] = overlay = new IndexOverlay();
        return overlay;
    }

    private bool IsCreated(int collection) => _created.Any(item => item.Id == collection);

    private void RequireOpen()
    {
        if (_closed) throw new CommandException(251, "NoSuchTransaction", "The transaction has been aborted.") { ErrorLabels = ["TransientTransactionError"] };
    }
}
