using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Cursors;
using Scim.EmbeddedMongo.Projections;
using Scim.EmbeddedMongo.Query;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>find</summary>
internal sealed class FindCommand : Command
{
    public static readonly string[] KnownFields =
    [
        "filter", "sort", "projection", "hint", "skip", "limit", "batchSize", "singleBatch", "max", "min", "returnKey", "showRecordId",
        "tailable", "oplogReplay", "noCursorTimeout", "awaitData", "allowPartialResults", "collation", "allowDiskUse", "let",
    ];

    public override string Name => "find";

    public override IReadOnlyCollection<string> Fields => KnownFields;

    public override CommandTraits Traits => CommandTraits.Transaction | CommandTraits.Collection;

    public override ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        string name = context.CollectionName;
        FindOptions options = Options(context);
        long batchSize = context.Number("batchSize") ?? BatchWriter.FirstBatch;
        if (batchSize < 0) throw CommandException.Location(51024, $"BSON field 'batchSize' value must be >= 0, actual value '{batchSize}'");
        Projection? projection = ProjectionParser.Parse(context.Document("projection"));
        IRecordTables tables = context.OpenTables(out ReadSnapshot? snapshot);
        try
        {
            CollectionInfo? collection = tables.Catalog.Find(context.Database, name);
            DocumentStream stream = QueryExecutor.Open(tables, collection, options, new ScanStats(), cancellationToken);
            if (projection is not null && collection is not null) stream = new ProjectedStream(stream, projection);
            bool single = context.Boolean("singleBatch");
            CursorReply.WriteFirst(context, reply, $"{context.Database}.{name}", stream, snapshot, batchSize, single, collection is null);
        }
        catch
        {
            snapshot?.Dispose();
            throw;
        }

        return ValueTask.CompletedTask;
    }

    public static FindOptions Options(CommandContext context)
    {
        foreach (string field in (string[])["filter", "sort", "projection", "hint"])
        {
            if (context.Body.GetValue(field, null) is BsonNull) throw CommandException.TypeMismatch($"BSON field 'find.{field}' is the wrong type 'null', expected type 'object'");
        }

        context.Refuse("max", "min", "returnKey", "showRecordId", "tailable", "awaitData", "collation", "let");
        long skip = context.Number("skip") ?? 0, limit = context.Number("limit") ?? 0;
        if (skip < 0) throw CommandException.Location(51024, $"BSON field 'skip' value must be >= 0, actual value '{skip}'");
        if (limit < 0) throw CommandException.Location(51024, $"BSON field 'limit' value must be >= 0, actual value '{limit}'");
        return new FindOptions(QueryParser.Parse(context.Document("filter") ?? []))
        {
            Skip = skip,
            Limit = limit,
            Hint = context.Hint(),
        }.SortedBy(context.Document("sort"));
    }
}
