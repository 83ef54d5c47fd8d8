using MongoDB.Bson;
using Scim.EmbeddedMongo.Aggregation;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Cursors;
using Scim.EmbeddedMongo.Planning;
using Scim.EmbeddedMongo.Projections;
using Scim.EmbeddedMongo.Query;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>The query inside a command that explain is asked about.</summary>
internal sealed record ExplainedQuery
{
    /// <summary>The command as it came in, without raw arrays.</summary>
    public required BsonDocument Command { get; init; }

    public required string Collection { get; init; }

    public required BsonDocument Filter { get; init; }

    public required FindOptions Options { get; init; }

    public PlanRequest Request { get; init; } = new();

    /// <summary>Whether it is a count.</summary>
    public bool Counts { get; init; }

    /// <summary>UPDATE or DELETE, which stand above the plan of a write.</summary>
    public string? Write { get; init; }

    /// <summary>The stages of a pipeline that run behind the query; null where it is the whole command.</summary>
    public BsonArray? Rest { get; init; }

    public static ExplainedQuery Read(CommandContext context)
    {
        if (context.Body.GetElement(0).Value is not BsonDocument { ElementCount: > 0 } inner)
        {
            throw CommandException.TypeMismatch("BSON field 'explain.explain' is the wrong type, expected type 'object'");
        }

        var request = new CommandRequest { RequestId = context.Request.RequestId, OpCode = OpCode.Message, Flags = MessageFlags.None };
        request.ReadBody(inner.ToBytes());
        var explained = new CommandContext(context.Server, context.Connection, request, context.Database, context.Arguments);
        return inner.GetElement(0).Name switch
        {
            "find" => Find(Checked(new FindCommand(), explained)),
            "count" => Count(Checked(new CountCommand(), explained)),
            "distinct" => Plain(Checked(new DistinctCommand(), explained), "query"),
            "aggregate" => Aggregate(Checked(new AggregateCommand(), explained)),
            "update" => Statement(Checked(new UpdateCommand(), explained), "updates", "UPDATE"),
            "delete" => Statement(Checked(new DeleteCommand(), explained), "deletes", "DELETE"),
            "findAndModify" or "findandmodify" => Modify(Checked(new FindAndModifyCommand(), explained)),
            var other => throw new CommandException(59, "CommandNotFound", $"Explain failed due to unknown command: {other}"),
        };
    }

    private static CommandContext Checked(Command command, CommandContext context)
    {
        GenericFields.Check(command, context.Request, context.Database, context.Arguments);
        return context;
    }

    private static ExplainedQuery Find(CommandContext context)
    {
        FindOptions options = FindCommand.Options(context);
        Projection? projection = ProjectionParser.Parse(context.Document("projection"));
        return Plain(context, "filter") with
        {
            Options = options,
            Request = new PlanRequest { Sort = options.Sort?.Document, Skip = options.Skip, Limit = options.Limit, Projection = projection },
        };
    }

    private static ExplainedQuery Count(CommandContext context)
    {
        ExplainedQuery query = Plain(context, "query");
        return query with { Counts = true, Options = query.Options with { CountsOnly = true } };
    }

    private static ExplainedQuery Modify(CommandContext context)
    {
        ExplainedQuery query = Plain(context, "query");
        FindOptions options = (query.Options with { Limit = 1 }).SortedBy(context.Document("sort"));
        bool removes = context.Body.GetValue("remove", false).ToBoolean();
        return query with { Options = options, Request = new PlanRequest { Sort = options.Sort?.Document }, Write = removes ? "DELETE" : "UPDATE" };
    }

    private static ExplainedQuery Plain(CommandContext context, string field)
    {
        BsonDocument filter = context.Document(field) ?? [];
        return new ExplainedQuery
        {
            Command = context.Body,
            Collection = context.CollectionName,
            Filter = filter,
            Options = new FindOptions(QueryParser.Parse(filter)) { Hint = context.Hint() },
        };
    }

    private static ExplainedQuery Statement(CommandContext context, string field, string write)
    {
        if (WriteBatch.Statements(context, field) is not [var only]) throw CommandException.Location(40415, "explained write batches must be of size 1");
        var statement = BsonMaterializer.Document(only.Span);
        if (statement.GetValue("q", null) is not BsonDocument filter) throw CommandException.TypeMismatch($"BSON field '{field}.q' is missing or not an object");
        bool one = write == "UPDATE" ? !statement.GetValue("multi", false).ToBoolean() : NumberCast.Whole(statement.GetValue("limit", 0)) == 1;
        return new ExplainedQuery
        {
            Command = context.Body,
            Collection = context.CollectionName,
            Filter = filter,
            Options = new FindOptions(QueryParser.Parse(filter)) { Limit = one ? 1 : 0, Hint = statement.GetValue("hint", null) },
            Write = write,
        };
    }

    private static ExplainedQuery Aggregate(CommandContext context)
    {
        if (context.Required("pipeline") is not BsonArray stages) throw CommandException.TypeMismatch("BSON field 'aggregate.pipeline' is the wrong type, expected type 'array'");
        Pipeline pipeline = PipelineParser.Parse(stages);
        int answered = pipeline.Answered;
        BsonDocument filter = pipeline.LeadingFilter ?? [];
        FindOptions options = new FindOptions(QueryParser.Parse(filter)) { Hint = context.Hint(), CountsOnly = pipeline.CountsOnly(answered) }.SortedBy(pipeline.LeadingSort);
        return new ExplainedQuery
        {
            Command = context.Body,
            Collection = context.CollectionName,
            Filter = filter,
            Options = options,
            Request = new PlanRequest { Sort = options.Sort?.Document },
            Rest = answered == stages.Count ? null : [.. stages.Skip(answered)],
        };
    }
}
