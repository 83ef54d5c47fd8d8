using Scim.EmbeddedMongo.Planning;
using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.Cursors;

/// <summary>Turns a query into a stream of documents over a view of the tables.</summary>
internal static class QueryExecutor
{
    public static DocumentStream Open(
        IRecordTables tables, CollectionInfo? collection, FindOptions options, ScanStats stats, CancellationToken cancellationToken)
    {
        if (collection is null) return new EmptyStream();
        QueryPlan plan = Plan(collection, options);
        DocumentStream stream = Source(tables, collection, plan, options, stats, cancellationToken);
        if (options.Sort is { } sort && !plan.Sorted)
        {
            stream = SortedDocuments.Read(stream, sort, options.Limit > 0 ? options.Skip + options.Limit : 0);
        }

        return options.Skip > 0 || options.Limit > 0 ? new WindowStream(stream, options.Skip, options.Limit) : stream;
    }

    public static QueryPlan Plan(CollectionInfo collection, FindOptions options) =>
        QueryPlanner.Plan(options.Filter, options.Sort?.Components, collection.Candidates, options.Hint);

    private static DocumentStream Source(
        IRecordTables tables, CollectionInfo collection, QueryPlan plan, FindOptions options, ScanStats stats, CancellationToken cancellationToken) =>
        plan.IsCollectionScan
            ? new CollectionStream(tables.Scan(collection, plan.Backward), options.Filter, stats, cancellationToken)
            : new IndexStream(tables, collection, plan, options.Filter, stats, cancellationToken) { CountsOnly = options.CountsOnly };
}
