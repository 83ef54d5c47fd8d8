using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Cursors;
using Scim.EmbeddedMongo.Query;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>count: without a query the maintained number.</summary>
internal sealed class CountCommand : Command
{
    public override string Name => "count";

    public override IReadOnlyCollection<string> Fields { get; } = ["query", "limit", "skip", "hint", "collation", "fields"];

    public override CommandTraits Traits => CommandTraits.Collection;

    public override ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        string name = context.CollectionName;
        context.Refuse("collation");
        long skip = context.Number("skip") ?? 0, limit = Math.Abs(Math.Max(context.Number("limit") ?? 0, -long.MaxValue));
        if (skip < 0) throw CommandException.FailedToParse("skip value is negative in count query");
        QueryNode filter = QueryParser.Parse(context.Document("query") ?? []);
        bool hinted = context.Body.Contains("hint");
        IRecordTables tables = context.OpenTables(out ReadSnapshot? snapshot);
        using (snapshot)
        {
            long count = 0;
            if (tables.Catalog.Find(context.Database, name) is { } collection)
            {
                bool all = filter is AndNode { Children.Count: 0 } && !hinted;
                count = all ? tables.Count(collection) : Matching(context, tables, collection, filter, cancellationToken);
            }

            count = Math.Max(0, count - skip);
            reply.Write("n", (int)(limit > 0 ? Math.Min(limit, count) : count));
        }

        return ValueTask.CompletedTask;
    }

    private static long Matching(CommandContext context, IRecordTables tables, CollectionInfo collection, QueryNode filter, CancellationToken cancellationToken)
    {
        var options = new FindOptions(filter) { Hint = context.Hint(), CountsOnly = true };
        using DocumentStream stream = QueryExecutor.Open(tables, collection, options, new ScanStats(), cancellationToken);
        long count = 0;
        while (stream.MoveNext()) count++;
        return count;
    }
}
