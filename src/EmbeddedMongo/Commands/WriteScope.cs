using MongoDB.Bson;
using Scim.EmbeddedMongo.Sessions;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Update;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>Where a write command's statements run: the writer's tables or a transaction's, with the outcomes of earlier tries.</summary>
internal sealed class WriteScope(IWritableTables tables, StatementOutcomes? outcomes, ServerState server)
{
    private readonly Dictionary<int, BsonDocument> _recorded = [];

    public IWritableTables Tables => tables;

    public RecordWriter Records { get; } = new(tables);

    /// <summary>The outcome of a statement that an earlier try has applied.</summary>
    public BsonDocument? Find(int statement) => outcomes?.Find(statement);

    public void Record(int statement, BsonDocument outcome)
    {
        if (outcomes is not null) _recorded[statement] = outcome;
    }

    /// <summary>The cluster time about now, for empty timestamps.</summary>
    public long NextTimestamp() => server.Store.Clock.Last + 1;

    public UpdateMoment Moment() => new(new BsonDateTime(server.Time.GetUtcNow().UtcDateTime), new BsonTimestamp(NextTimestamp()));

    private StatementOutcomes? Combined => _recorded.Count == 0 ? null : outcomes!.With(_recorded);

    /// <summary>Runs a write where it belongs, with the durability that its acknowledgement promises.</summary>
    public static async ValueTask<T> RunAsync<T>(CommandContext context, Func<WriteScope, T> work, CancellationToken cancellationToken)
    {
        if (context.Transaction is { } transaction) return work(new WriteScope(transaction.Tables, null, context.Server));

        long now = context.Server.Sessions.Now();
        (T result, StatementOutcomes? after) = await context.Server.Store.WriteAsync(
            tables =>
            {
                StatementOutcomes? earlier = Earlier(context, tables);
                var scope = new WriteScope(tables, earlier, context.Server);
                T value = work(scope);
                StatementOutcomes? combined = scope.Combined;
                combined?.Save(tables, context.Session!.Id, now);
                return (value, combined ?? earlier);
            },
            cancellationToken).ConfigureAwait(false);
        if (after is not null) context.Session!.Outcomes = after;
        return result;
    }

    /// <summary>Null where the write is not retryable.</summary>
    private static StatementOutcomes? Earlier(CommandContext context, WriterTables tables)
    {
        if (context.Arguments.TransactionNumber is not { } number) return null;
        if (context.Session!.Outcomes is { } known && known.Number == number) return known;
        StatementOutcomes? stored = StatementOutcomes.Load(tables, context.Session.Id);
        if (stored?.Number > number) throw new Bson.CommandException(225, "TransactionTooOld", "A newer transaction has already started on this session.");
        return stored?.Number == number ? stored : StatementOutcomes.Empty(number);
    }
}
