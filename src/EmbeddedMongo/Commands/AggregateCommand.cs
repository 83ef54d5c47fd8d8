using MongoDB.Bson;
using Scim.EmbeddedMongo.Aggregation;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.ChangeStreams;
using Scim.EmbeddedMongo.Cursors;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>aggregate: a leading $match and $sort go to the indexes; $changeStream as the first stage opens a stream.</summary>
internal sealed class AggregateCommand : Command
{
    private const string ChangeStream = "$changeStream";
    private const string OfDatabase = "$cmd.aggregate";

    public override string Name => "aggregate";

    public override IReadOnlyCollection<string> Fields { get; } =
        ["pipeline", "cursor", "allowDiskUse", "bypassDocumentValidation", "hint", "collation", "let", "explain"];

    public override CommandTraits Traits => CommandTraits.Transaction;

    public override ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        context.Refuse("collation", "let", "explain");
        BsonValue given = context.Required("pipeline");
        if (given is not BsonArray stages)
        {
            throw CommandException.TypeMismatch($"BSON field 'aggregate.pipeline' is the wrong type '{given.BsonType}', expected type 'array'");
        }

        long batchSize = BatchSize(context);
        if (IsChangeStream(stages)) WriteChangeStream(context, reply, stages, batchSize);
        else if (CollectionStatistics.Asks(stages)) CollectionStatistics.Write(context, reply, stages, batchSize, cancellationToken);
        else WriteQuery(context, reply, PipelineParser.Parse(stages), batchSize, cancellationToken);
        return ValueTask.CompletedTask;
    }

    private static long BatchSize(CommandContext context)
    {
        BsonDocument cursor = context.Document("cursor")
            ?? throw CommandException.FailedToParse("The 'cursor' option is required, except for aggregate with the explain argument");
        if (cursor.Names.FirstOrDefault(name => name != "batchSize") is { } unknown)
        {
            throw CommandException.Location(40415, $"BSON field 'cursor.{unknown}' is an unknown field.");
        }

        return CursorReply.BatchSize(context) ?? BatchWriter.FirstBatch;
    }

    private static bool IsChangeStream(BsonArray stages)
    {
        for (int i = 0; i < stages.Count; i++)
        {
            if (stages[i] is not BsonDocument { ElementCount: 1 } stage || stage.GetElement(0).Name != ChangeStream) continue;
            return i == 0 ? true : throw CommandException.Location(40602, "$changeStream is only valid as the first stage in a pipeline.");
        }

        return false;
    }

    private static void WriteQuery(CommandContext context, ReplyBuffer reply, Pipeline pipeline, long batchSize, CancellationToken cancellationToken)
    {
        string name = CollectionNames.Read(context.Body.GetElement(0), context.Database);
        IRecordTables tables = context.OpenTables(out ReadSnapshot? snapshot);
        try
        {
            CollectionInfo? collection = tables.Catalog.Find(context.Database, name);
            PipelineStream found = new PipelineExecutor(tables, context.Database, cancellationToken).Open(collection, pipeline, context.Hint());
            CursorReply.WriteFirst(context, reply, $"{context.Database}.{name}", found, snapshot, batchSize, missing: collection is null);
        }
        catch
        {
            snapshot?.Dispose();
            throw;
        }
    }

    private static void WriteChangeStream(CommandContext context, ReplyBuffer reply, BsonArray stages, long batchSize)
    {
        if (context.Transaction is not null)
        {
            throw new CommandException(263, "OperationNotSupportedInTransaction", "Cannot run $changeStream in a multi-document transaction");
        }

        ChangeStreamOptions options = ChangeStreamOptions.Parse(stages[0].AsBsonDocument[0]);
        Pipeline rest = PipelineParser.Parse([.. stages.Skip(1)]);
        if (rest.Stages.FirstOrDefault(stage => stage is not (MatchStage or ProjectStage)) is not null)
        {
            throw new CommandException(20, "IllegalOperation", "Only $match and $project are permitted after $changeStream");
        }

        BsonElement target = context.Body.GetElement(0);
        string? collection = target.Value.IsNumeric ? null : CollectionNames.Read(target, context.Database);
        var cursor = new ChangeStreamCursor(
            CursorRegistry.NewId(),
            $"{context.Database}.{collection ?? OfDatabase}",
            context.Server.Store,
            new OplogReader(options.WholeCluster ? null : context.Database, collection),
            options,
            rest.Stages)
        {
            OfCollection = collection is not null,
            OfDatabase = !options.WholeCluster,
            Time = context.Server.Time,
            Session = context.Arguments.Session,
            Connection = context.Connection.Id,
        };
        if (cursor.WriteFirst(reply, batchSize)) context.Server.Cursors.Add(cursor);
    }
}
