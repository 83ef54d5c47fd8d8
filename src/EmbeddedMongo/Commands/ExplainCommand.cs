using System.Diagnostics;
using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Cursors;
using Scim.EmbeddedMongo.Planning;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>
/// explain of find, count, distinct, aggregate, update, delete and findAndModify: the plan, and what running it has
/// examined. The documents of a write are found and not written.
/// </summary>
internal sealed class ExplainCommand : Command
{
    public override string Name => "explain";

    public override IReadOnlyCollection<string> Fields { get; } = ["verbosity"];

    public override ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        bool runs = Runs(context);
        ExplainedQuery query = ExplainedQuery.Read(context);
        IRecordTables tables = context.OpenTables(out ReadSnapshot? snapshot);
        using (snapshot)
        {
            CollectionInfo? collection = tables.Catalog.Find(context.Database, query.Collection);
            BsonDocument winning = Winning(collection, query);
            var found = new BsonDocument("queryPlanner", Planner(context, query, winning));
            if (runs) found.Add("executionStats", Execution(tables, collection, query, winning, cancellationToken));
            if (query.Rest is { } rest) WriteStages(reply, found, rest);
            else foreach (BsonElement element in found) reply.Write(element.Name, element.Value);
        }

        reply.Write("explainVersion", "1");
        reply.Write("command", query.Command);
        reply.Write("serverInfo", new BsonDocument { { "host", context.Server.Address }, { "version", BuildInfoCommand.Version } });
        return ValueTask.CompletedTask;
    }

    private static bool Runs(CommandContext context)
    {
        BsonValue verbosity = context.Body.GetValue("verbosity", "allPlansExecution");
        if (!verbosity.IsString) throw CommandException.TypeMismatch($"BSON field 'explain.verbosity' is the wrong type '{verbosity.BsonType}', expected type 'string'");
        return verbosity.AsString switch
        {
            "queryPlanner" => false,
            "executionStats" or "allPlansExecution" => true,
            var other => throw CommandException.BadValue($"Enumeration value '{other}' for field 'explain.verbosity' is not a valid value."),
        };
    }

    private static BsonDocument Winning(CollectionInfo? collection, ExplainedQuery query)
    {
        if (collection is null) return PlanStages.EndOfFile();
        QueryPlan plan = QueryExecutor.Plan(collection, query.Options);
        BsonDocument stage = query.Counts ? PlanStages.Count(plan, query.Filter) : PlanStages.Find(plan, query.Filter, query.Request);
        return query.Write is { } write ? new BsonDocument { { "stage", write }, { "inputStage", stage } } : stage;
    }

    private static BsonDocument Planner(CommandContext context, ExplainedQuery query, BsonDocument winning) => new()
    {
        { "namespace", $"{context.Database}.{query.Collection}" },
        { "indexFilterSet", false },
        { "parsedQuery", query.Filter },
        { "winningPlan", winning },
        { "rejectedPlans", new BsonArray() },
    };

    private static BsonDocument Execution(
        IRecordTables tables, CollectionInfo? collection, ExplainedQuery query, BsonDocument winning, CancellationToken cancellationToken)
    {
        var stats = new ScanStats();
        long start = Stopwatch.GetTimestamp(), returned = 0;
        if (query.Counts && query.Filter.ElementCount == 0)
        {
            returned = collection is null ? 0 : tables.Count(collection);
        }
        else
        {
            using DocumentStream stream = QueryExecutor.Open(tables, collection, query.Options, stats, cancellationToken);
            while (stream.MoveNext()) returned++;
        }

        var stages = (BsonDocument)winning.DeepClone();
        Annotate(stages, stats);
        return new BsonDocument
        {
            { "executionSuccess", true },
            { "nReturned", StatisticsScale.Number(query.Counts ? 0 : returned) },
            { "executionTimeMillis", StatisticsScale.Number((long)Stopwatch.GetElapsedTime(start).TotalMilliseconds) },
            { "totalKeysExamined", StatisticsScale.Number(stats.KeysExamined) },
            { "totalDocsExamined", StatisticsScale.Number(stats.DocumentsExamined) },
            { "executionStages", stages },
        };
    }

    /// <summary>Puts the totals on the stages that they come from; those of an OR's branches stay in the totals alone.</summary>
    private static void Annotate(BsonDocument stage, ScanStats stats)
    {
        string name = stage["stage"].AsString;
        if (name is "IXSCAN" or "COUNT_SCAN" or "IDHACK") stage["keysExamined"] = StatisticsScale.Number(stats.KeysExamined);
        if (name is "FETCH" or "COLLSCAN" or "IDHACK") stage["docsExamined"] = StatisticsScale.Number(stats.DocumentsExamined);
        if (stage.TryGetValue("inputStage", out BsonValue input)) Annotate(input.AsBsonDocument, stats);
    }

    private static void WriteStages(ReplyBuffer reply, BsonDocument found, BsonArray rest) =>
        reply.Write("stages", new BsonArray([new BsonDocument("$cursor", found), .. rest]));


}
