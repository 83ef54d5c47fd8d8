using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.Cursors;

/// <summary>Turns a query into a stream of documents over a view of the tables.</summary>
internal static class QueryExecutor
{
    public static DocumentStream Open(
        IRecordTables tables, CollectionInfo? collection, FindOptions options, ScanStats stats, CancellationToken cancellationToken)
    {
        if (collection is null) return new EmptyStream();
        AccessPath path = Path(collection, options);
        DocumentStream stream = Source(tables, collection, path, options, stats, cancellationToken);
        if (options.Sort is { } sort && !path.Sorted)
        {
            stream = SortedDocuments.Read(stream, sort, options.Limit > 0 ? options.Skip + options.Limit : 0);
        }

        return options.Skip > 0 || options.Limit > 0 ? new WindowStream(stream, options.Skip, options.Limit) : stream;
    }

    public static AccessPath Path(CollectionInfo collection, FindOptions options)
    {
        if (options.Hint is not { } hint) return AccessPathChooser.Choose(collection, options.Filter, options.Sort);
        if (hint is BsonDocument { ElementCount: 1 } natural && natural.TryGetValue("$natural", out BsonValue direction))
        {
            return AccessPath.Collection with { Backward = direction.ToDouble() < 0 };
        }

        IndexInfo[] hinted = [.. collection.Indexes.Where(index => Is(index, hint))];
        return hinted.Length == 0
            ? throw CommandException.BadValue("error processing query: planner returned error: hint provided does not correspond to an existing index")
            : AccessPathChooser.Choose(collection with { Indexes = [.. hinted] }, options.Filter, options.Sort) is { Index: not null } path
                ? path
                : new AccessPath(hinted[0], [new KeyRange([], [0xFF])]);
    }

    private static DocumentStream Source(
        IRecordTables tables, CollectionInfo collection, AccessPath path, FindOptions options, ScanStats stats, CancellationToken cancellationToken) =>
        path.Index is null
            ? new CollectionStream(tables.Scan(collection, path.Backward), options.Filter, stats, cancellationToken)
            : new IndexStream(tables, collection, path, options.Filter, stats, cancellationToken);

    private static bool Is(IndexInfo index, BsonValue hint) =>
        !index.Definition.Hidden && (hint is BsonDocument keys ? index.Definition.Key.Equals(keys) : hint.IsString && hint.AsString == index.Name);
}
