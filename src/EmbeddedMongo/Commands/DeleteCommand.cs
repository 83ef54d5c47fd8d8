using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Cursors;
using Scim.EmbeddedMongo.Query;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>delete</summary>
internal sealed class DeleteCommand : Command
{
    private static readonly string[] Known = ["q", "limit", "hint", "collation"];

    public override string Name => "delete";

    public override IReadOnlyCollection<string> Fields { get; } = ["deletes", "ordered"];

    public override CommandTraits Traits => CommandTraits.Transaction | CommandTraits.Retryable | CommandTraits.Collection | CommandTraits.Write;

    public override async ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        string name = context.CollectionName;
        StatementFields[] statements = [.. WriteBatch.Statements(context, "deletes").Select(static item => new StatementFields(item.Span, "delete.deletes", Known))];
        foreach (StatementFields statement in statements)
        {
            statement.Document("q");
            BsonValue limit = statement.Required("limit");
            if (!limit.IsNumeric) throw CommandException.TypeMismatch("BSON field 'delete.deletes.limit' is the wrong type");
            if (NumberCast.Whole(limit) is not (0 or 1)) throw CommandException.FailedToParse($"The limit field in delete objects must be 0 or 1. Got {limit}");
        }

        var batch = new Batch(context, name, statements);
        await WriteScope.RunAsync(context, batch.Run, cancellationToken).ConfigureAwait(false);
        batch.Write(reply);
    }

    private sealed class Batch(CommandContext context, string name, StatementFields[] statements) : WriteBatch(context)
    {
        public bool Run(WriteScope scope)
        {
            Run(scope, statements.Length);
            return true;
        }

        public void Write(ReplyBuffer reply) => WriteCounts(reply);

        protected override BsonDocument Apply(WriteScope scope, int index)
        {
            StatementFields fields = statements[index];
            fields.Refuse("collation");
            bool one = NumberCast.Whole(fields.Required("limit")) == 1;
            if (!one && Context.Arguments.TransactionNumber is not null && Context.Transaction is null)
            {
                throw CommandException.InvalidOptions("Cannot use (or request) retryable writes with limit=0");
            }

            QueryNode filter = QueryParser.Parse(fields.Document("q"));
            int deleted = 0;
            if (scope.Tables.Catalog.Find(Context.Database, name) is { } collection)
            {
                var options = new FindOptions(filter) { Limit = one ? 1 : 0, Hint = fields.Optional("hint") };
                foreach ((long record, byte[] document) in MatchedRecords.Read(scope.Tables, collection, options))
                {
                    scope.Records.Delete(collection, record, document);
                    deleted++;
                }
            }

            var outcome = new BsonDocument("n", deleted);
            Replay(index, outcome);
            return outcome;
        }

        protected override void Replay(int index, BsonDocument outcome) => Matched += outcome["n"].ToInt64();
    }
}
