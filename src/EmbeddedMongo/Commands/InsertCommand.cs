using MongoDB.Bson;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>insert</summary>
internal sealed class InsertCommand : Command
{
    public override string Name => "insert";

    public override IReadOnlyCollection<string> Fields { get; } = ["documents", "ordered", "bypassDocumentValidation"];

    public override CommandTraits Traits => CommandTraits.Transaction | CommandTraits.Retryable | CommandTraits.Collection | CommandTraits.Write;

    public override async ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        string name = context.CollectionName;
        CollectionNames.RequireCreatable(context.Database, name);
        var batch = new Batch(context, name, WriteBatch.Statements(context, "documents"));
        await WriteScope.RunAsync(context, batch.Run, cancellationToken).ConfigureAwait(false);
        batch.Write(reply);
    }

    private sealed class Batch(CommandContext context, string name, IReadOnlyList<ReadOnlyMemory<byte>> documents) : WriteBatch(context)
    {
        private CollectionInfo? _collection;

        public bool Run(WriteScope scope)
        {
            _collection = null;
            Run(scope, documents.Count);
            return true;
        }

        public void Write(ReplyBuffer reply) => WriteCounts(reply);

        protected override BsonDocument Apply(WriteScope scope, int index)
        {
            byte[] document = InsertDocument.Prepare(documents[index].Span, scope.NextTimestamp);
            _collection ??= CollectionCreation.Ensure(scope.Tables, Context.Database, name);
            scope.Records.Insert(_collection, document);
            Matched++;
            return Applied;
        }

        protected override void Replay(int index, BsonDocument outcome) => Matched++;

        private static readonly BsonDocument Applied = new("n", 1);
    }
}
