using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>The statements of an insert, update or delete: one after the other, errors by index, ordered or not.</summary>
internal abstract class WriteBatch(CommandContext context)
{
    public const int MaxStatements = 100_000;

    private readonly bool _ordered = context.Boolean("ordered", otherwise: true);
    private readonly int _firstStatement = (int)(context.Number("stmtId") ?? 0);
    private readonly List<BsonDocument> _errors = [];

    protected CommandContext Context => context;

    protected long Matched { get; set; }

    public static IReadOnlyList<ReadOnlyMemory<byte>> Statements(CommandContext context, string field)
    {
        if (context.Request.Sequence(field) is not { } statements)
        {
            BsonValue value = context.Required(field);
            throw CommandException.TypeMismatch($"BSON field '{context.Body.GetElement(0).Name}.{field}' is the wrong type '{value.BsonType}', expected type 'array'");
        }

        return statements.Count is > 0 and <= MaxStatements
            ? statements
            : throw new CommandException(16, "InvalidLength", $"Write batch sizes must be between 1 and {MaxStatements}. Got {statements.Count} operations.");
    }

    /// <summary>Runs all statements; it may be called again from the start, when the work was undone to wait for a transaction.</summary>
    protected void Run(WriteScope scope, int count)
    {
        Reset();
        for (int i = 0; i < count; i++)
        {
            int statement = _firstStatement + i;
            if (scope.Find(statement) is { } earlier)
            {
                Replay(i, earlier);
                continue;
            }

            try
            {
                scope.Record(statement, Apply(scope, i));
            }
            catch (CommandException e) when (e.Code != 112 && e.Code != 251)
            {
                _errors.Add(Error(i, e));
                if (_ordered || context.Transaction is not null) break;
            }
        }
    }

    protected virtual void Reset()
    {
        Matched = 0;
        _errors.Clear();
    }

    /// <summary>Applies a statement, adds to the counts, and answers its outcome for a retry.</summary>
    protected abstract BsonDocument Apply(WriteScope scope, int index);

    protected abstract void Replay(int index, BsonDocument outcome);

    /// <summary>n and writeErrors.</summary>
    protected void WriteCounts(ReplyBuffer reply)
    {
        reply.Write("n", (int)Matched);
        if (_errors.Count == 0) return;
        context.HasWriteErrors = true;
        reply.Write("writeErrors", new BsonArray(_errors));
    }

    private static BsonDocument Error(int index, CommandException e)
    {
        var error = new BsonDocument { { "index", index }, { "code", e.Code } };
        if (e.Extra is { } extra) error.AddRange(extra);
        return error.Add("errmsg", e.Message);
    }
}
