using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Cursors;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>getMore</summary>
internal sealed class GetMoreCommand : Command
{
    public override string Name => "getMore";

    public override IReadOnlyCollection<string> Fields { get; } = ["collection", "batchSize", "term", "lastKnownCommittedOpTime"];

    public override CommandTraits Traits => CommandTraits.Transaction;

    public override async ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        BsonValue first = context.Body.GetElement(0).Value;
        if (first is not BsonInt64 id) throw CommandException.TypeMismatch($"BSON field 'getMore.getMore' is the wrong type '{first.BsonType}', expected type 'long'");
        string name = context.RequiredText("collection");
        if (name.Length == 0) throw new CommandException(73, "InvalidNamespace", $"Invalid namespace specified '{context.Database}.'");
        long? batchSize = context.Number("batchSize");
        if (batchSize < 0) throw CommandException.Location(51024, $"BSON field 'batchSize' value must be >= 0, actual value '{batchSize}'");

        ServerCursor cursor = Find(context, id.Value, $"{context.Database}.{name}");
        if (cursor is QueryCursor && context.Number("maxTimeMS") > 0) throw CommandException.BadValue("cannot set maxTimeMS on getMore command for a non-awaitData cursor");
        if (!cursor.TryEnter()) throw new CommandException(12051, "CursorInUse", $"cursor id {id.Value} is already in use");
        bool keep = false;
        try
        {
            cursor.Connection = context.Connection.Id;
            keep = await cursor.WriteNextAsync(reply, batchSize is null or 0 ? long.MaxValue : batchSize.Value, context.Number("maxTimeMS"), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            cursor.Leave();
            if (!keep || !context.Server.Cursors.Contains(cursor.Id)) context.Server.Cursors.Discard(cursor);
        }
    }

    private static ServerCursor Find(CommandContext context, long id, string ns)
    {
        ServerCursor cursor = context.Server.Cursors.Find(id) ?? throw new CommandException(43, "CursorNotFound", $"cursor id {id} not found");
        if (cursor.Namespace != ns) throw new CommandException(13, "Unauthorized", $"Requested getMore on namespace '{ns}', but cursor belongs to a different namespace {cursor.Namespace}");
        if (cursor.Session is not null && context.Arguments.Session is null)
        {
            throw CommandException.Location(50737, $"Cannot run getMore on cursor {id}, which was created in session, without an lsid");
        }

        if (cursor.Session is null && context.Arguments.Session is not null)
        {
            throw CommandException.Location(50736, $"Cannot run getMore on cursor {id}, which was not created in a session, in session");
        }

        if (cursor.Session != context.Arguments.Session) throw CommandException.Location(50738, $"Cannot run getMore on cursor {id}, which was created in another session");
        long? number = context.Transaction is null ? null : context.Arguments.TransactionNumber;
        if (cursor.TransactionNumber is not null && number is null) throw CommandException.Location(50740, $"Cannot run getMore on cursor {id}, which was created in a transaction, without a txnNumber");
        if (cursor.TransactionNumber is null && number is not null) throw CommandException.Location(50739, $"Cannot run getMore on cursor {id}, which was not created in a transaction");
        return cursor.TransactionNumber == number ? cursor : throw CommandException.Location(50741, $"Cannot run getMore on cursor {id}, which was created in another transaction");
    }
}
