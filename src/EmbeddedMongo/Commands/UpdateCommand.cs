using MongoDB.Bson;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>update</summary>
internal sealed class UpdateCommand : Command
{
    public override string Name => "update";

    public override IReadOnlyCollection<string> Fields { get; } = ["updates", "ordered", "bypassDocumentValidation"];

    public override CommandTraits Traits => CommandTraits.Transaction | CommandTraits.Retryable | CommandTraits.Collection | CommandTraits.Write;

    public override async ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        string name = context.CollectionName;
        IReadOnlyList<ReadOnlyMemory<byte>> statements = WriteBatch.Statements(context, "updates");
        var batch = new Batch(context, name, [.. statements.Select(static statement => UpdateStatement.TryRead(statement.Span))]);
        await WriteScope.RunAsync(context, batch.Run, cancellationToken).ConfigureAwait(false);
        batch.Write(reply);
    }

    private sealed class Batch(CommandContext context, string name, UpdateStatement[] statements) : WriteBatch(context)
    {
        private readonly List<(int Index, BsonValue Id)> _upserted = [];
        private long _modified;

        public bool Run(WriteScope scope)
        {
            Run(scope, statements.Length);
            return true;
        }

        public void Write(ReplyBuffer reply)
        {
            WriteCounts(reply);
            if (_upserted.Count > 0)
            {
                reply.Write("upserted", new BsonArray(_upserted.Select(item => new BsonDocument { { "index", item.Index }, { "_id", item.Id } })));
            }

            reply.Write("nModified", (int)_modified);
        }

        protected override void Reset()
        {
            base.Reset();
            _upserted.Clear();
            _modified = 0;
        }

        protected override BsonDocument Apply(WriteScope scope, int index)
        {
            BsonDocument outcome = statements[index].Apply(scope, Context.Database, name, Context.Arguments.TransactionNumber is not null && Context.Transaction is null);
            Replay(index, outcome);
            return outcome;
        }

        protected override void Replay(int index, BsonDocument outcome)
        {
            Matched += outcome["n"].ToInt64();
            _modified += outcome["m"].ToInt64();
            if (outcome.TryGetValue("id", out BsonValue id)) _upserted.Add((index, id));
        }
    }
}
