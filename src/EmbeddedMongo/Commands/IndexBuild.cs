using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Indexes;
using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>Makes an index and fills it from the documents that are there.</summary>
internal static class IndexBuild
{
    public static void Run(WriterTables tables, CollectionInfo collection, IndexDefinition definition, CatalogStore catalogs)
    {
        IndexInfo index = catalogs.NewIndex(definition);
        tables.Replace(collection, collection.WithIndex(index));
        var extractor = new IndexKeys(definition);
        var keys = new IndexKeySet();
        ulong multikey = 0;
        using RecordScan scan = tables.Scan(collection, backward: false);
        while (scan.MoveNext())
        {
            extractor.Extract(scan.Document, keys);
            multikey |= keys.MultikeyComponents;
            foreach (byte[] key in keys.Keys)
            {
                if (definition.Unique && tables.HasOther(index, key, scan.Record))
                {
                    throw CommandException.DuplicateKey(collection.Namespace, definition.Name, definition.Key, extractor.KeyValue(scan.Document, key));
                }

                tables.AddKey(index, key, scan.Record);
            }
        }

        if (multikey != 0) tables.SetMultikey(collection, index, multikey);
    }
}
