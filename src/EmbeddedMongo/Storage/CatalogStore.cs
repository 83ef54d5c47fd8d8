using System.Collections.Immutable;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Indexes;

namespace Scim.EmbeddedMongo.Storage;

/// <summary>The catalog's tables: what collections and indexes there are, and their own tables.</summary>
internal sealed class CatalogStore
{
    private int _lastId;

    public Catalog Load(StoreConnection connection)
    {
        var collections = ImmutableDictionary.CreateBuilder<(string, string), CollectionInfo>();
        Statement rows = connection.Prepare("SELECT id, db, name, uuid, options FROM collections ORDER BY id");
        while (rows.Step())
        {
            var collection = new CollectionInfo(
                (int)rows.Int64(0), rows.Text(1), rows.Text(2), new Guid(rows.Blob(3)), Read(rows.Blob(4)), []);
            collections[(collection.Database, collection.Name)] = collection with { Indexes = LoadIndexes(connection, collection.Id) };
            _lastId = Math.Max(_lastId, collection.Id);
        }

        rows.Reset();
        foreach (CollectionInfo collection in collections.Values) LoadCounters(connection, collection);
        Statement version = connection.Prepare("SELECT value FROM meta WHERE name='catalog'");
        version.Step();
        long current = version.Int64(0);
        version.Reset();
        return new Catalog(current, collections.ToImmutable());
    }

    public int NextId() => Interlocked.Increment(ref _lastId);

    /// <summary>A collection with its _id index, not stored yet.</summary>
    public CollectionInfo NewCollection(string database, string name, Guid uuid, BsonDocument options) =>
        new(NextId(), database, name, uuid, options, [NewIndex(IndexDefinition.Id)]);

    public IndexInfo NewIndex(IndexDefinition definition) => new(NextId(), definition, 0);

    public static void Insert(StoreConnection connection, CollectionInfo collection)
    {
        connection.Execute(TableStatements.CreateCollection(collection.Id));
        connection.Prepare("INSERT INTO collections(id, db, name, uuid, options) VALUES(?1, ?2, ?3, ?4, ?5)")
            .Bind(1, collection.Id).Bind(2, collection.Database).Bind(3, collection.Name)
            .Bind(4, collection.Uuid.ToByteArray()).Bind(5, collection.Options.ToBytes()).Run();
        foreach (IndexInfo index in collection.Indexes) InsertIndex(connection, collection, index);
    }

    public static void Update(StoreConnection connection, CollectionInfo old, CollectionInfo changed)
    {
        if (old.Namespace != changed.Namespace)
        {
            connection.Prepare("UPDATE collections SET db=?2, name=?3 WHERE id=?1")
                .Bind(1, changed.Id).Bind(2, changed.Database).Bind(3, changed.Name).Run();
        }

        foreach (IndexInfo index in changed.Indexes)
        {
            IndexInfo? before = old.Indexes.FirstOrDefault(item => item.Id == index.Id);
            if (before is null) InsertIndex(connection, changed, index);
            else if (before != index)
            {
                connection.Prepare("UPDATE indexes SET spec=?2, multikey=?3 WHERE id=?1")
                    .Bind(1, index.Id).Bind(2, index.Specification.ToBytes()).Bind(3, (long)index.MultikeyComponents).Run();
            }
        }

        foreach (IndexInfo index in old.Indexes.Where(item => changed.Indexes.All(other => other.Id != item.Id)))
        {
            DeleteIndex(connection, index);
        }
    }

    public static void Delete(StoreConnection connection, CollectionInfo collection)
    {
        foreach (IndexInfo index in collection.Indexes) DeleteIndex(connection, index);
        connection.Forget(collection.Id);
        connection.Execute(TableStatements.DropCollection(collection.Id));
        connection.Prepare("DELETE FROM collections WHERE id=?1").Bind(1, collection.Id).Run();
    }

    private static void InsertIndex(StoreConnection connection, CollectionInfo collection, IndexInfo index)
    {
        connection.Execute(TableStatements.CreateIndex(index.Id));
        connection.Prepare("INSERT INTO indexes(id, collection, spec, multikey) VALUES(?1, ?2, ?3, ?4)")
            .Bind(1, index.Id).Bind(2, collection.Id).Bind(3, index.Specification.ToBytes()).Bind(4, (long)index.MultikeyComponents).Run();
    }

    private static void DeleteIndex(StoreConnection connection, IndexInfo index)
    {
        connection.Forget(index.Id);
        connection.Execute(TableStatements.DropIndex(index.Id));
        connection.Prepare("DELETE FROM indexes WHERE id=?1").Bind(1, index.Id).Run();
    }

    private ImmutableArray<IndexInfo> LoadIndexes(StoreConnection connection, int collection)
    {
        var indexes = ImmutableArray.CreateBuilder<IndexInfo>();
        Statement rows = connection.Prepare("SELECT id, spec, multikey FROM indexes WHERE collection=?1 ORDER BY id").Bind(1, collection);
        while (rows.Step())
        {
            indexes.Add(new IndexInfo((int)rows.Int64(0), IndexSpecification.Parse(Read(rows.Blob(1))), (ulong)rows.Int64(2)));
            _lastId = Math.Max(_lastId, (int)rows.Int64(0));
        }

        rows.Reset();
        return indexes.ToImmutable();
    }

    private static void LoadCounters(StoreConnection connection, CollectionInfo collection)
    {
        using Statement last = connection.Compile($"SELECT max(rid) FROM c{collection.Id}");
        last.Step();
        Statement count = connection.Prepare(StatementKind.Count, collection.IdIndex.Id);
        count.Step();
        collection.Counters.Load(last.Int64(0), count.Int64(0));
        count.Reset();
    }

    private static BsonDocument Read(ReadOnlySpan<byte> bytes) => BsonSerializer.Deserialize<BsonDocument>(bytes.ToArray());
}
