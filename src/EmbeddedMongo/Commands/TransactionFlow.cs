using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Sessions;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>Commands with a transaction number: one at a time in a session, against what the session's number stands for.</summary>
internal static class TransactionFlow
{
    public static async ValueTask RunAsync(Command command, CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        LogicalSession session = context.Session = context.Server.Sessions.Get(context.Arguments.Session!.Value);
        await session.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            session.Connection = context.Connection.Id;
            if (context.Arguments.InTransaction) await InTransactionAsync(command, context, session, reply, cancellationToken).ConfigureAwait(false);
            else await RetryableAsync(command, context, session, reply, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            session.Gate.Release();
        }
    }

    private static ValueTask RetryableAsync(Command command, CommandContext context, LogicalSession session, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        if (command.Name is "commitTransaction" or "abortTransaction") throw CommandException.InvalidOptions("txnNumber may only be provided for multi-document transactions and retryable write commands. autocommit:false was not provided");
        if (!command.Traits.HasFlag(CommandTraits.Retryable))
        {
            throw new CommandException(50768, "NotARetryableWriteCommand", "txnNumber may only be provided for multi-document transactions and retryable write commands.");
        }

        long number = context.Arguments.TransactionNumber!.Value;
        RequireNotOlder(session, number);
        if (number > session.Number)
        {
            session.Abort(context.Server.Store.Locks);
            (session.Number, session.State, session.Outcomes) = (number, TransactionState.None, null);
        }
        else if (session.State != TransactionState.None)
        {
            throw CommandException.InvalidOptions("A retryable write has the number of a transaction.");
        }

        return command.RunAsync(context, reply, cancellationToken);
    }

    private static async ValueTask InTransactionAsync(
        Command command, CommandContext context, LogicalSession session, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        if (!command.Traits.HasFlag(CommandTraits.Transaction))
        {
            throw NotSupported($"Cannot run '{command.Name}' in a multi-document transaction.");
        }

        if (context.Arguments.StartTransaction) Start(context, session);
        else Continue(command, context, session);

        context.Transaction = session.Transaction;
        bool ends = command.Name is "commitTransaction" or "abortTransaction";
        try
        {
            if (!ends) RequireNamespace(command, context);
            await command.RunAsync(context, reply, cancellationToken).ConfigureAwait(false);
            if (context.HasWriteErrors) session.Abort(context.Server.Store.Locks);
        }
        catch (Exception) when (!ends)
        {
            session.Abort(context.Server.Store.Locks);
            throw;
        }
    }

    private static void Start(CommandContext context, LogicalSession session)
    {
        long number = context.Arguments.TransactionNumber!.Value;
        RequireNotOlder(session, number);
        if (number == session.Number)
        {
            throw new CommandException(117, "ConflictingOperationInProgress", $"Cannot start a transaction with given transaction number {number} because a transaction with the same number is in state {session.State}");
        }

        session.Abort(context.Server.Store.Locks);
        (session.Number, session.State, session.Outcomes) = (number, TransactionState.InProgress, null);
        session.Transaction = new OpenTransaction(context.Server.Store, context.Server.Sessions.Now());
    }

    private static void Continue(Command command, CommandContext context, LogicalSession session)
    {
        long number = context.Arguments.TransactionNumber!.Value;
        RequireNotOlder(session, number);
        if (command.Name == "commitTransaction") return;
        if (number != session.Number || session.State is TransactionState.None or TransactionState.Aborted) throw NoSuchTransaction(number);
        if (session.State == TransactionState.Committed)
        {
            throw new CommandException(256, "TransactionCommitted", $"Transaction with {{ txnNumber: {number} }} has been committed.");
        }
    }

    public static CommandException NoSuchTransaction(long number) =>
        new(251, "NoSuchTransaction", $"Given transaction number {number} does not match any in-progress transactions.") { ErrorLabels = ["TransientTransactionError"] };

    public static CommandException NotSupported(string message) => new(263, "OperationNotSupportedInTransaction", message);

    private static void RequireNamespace(Command command, CommandContext context)
    {
        if (!command.Traits.HasFlag(CommandTraits.Collection) || context.Body.GetElement(0).Value is not BsonString name) return;
        if (context.Database is "config" or "admin" or "local" || name.Value.StartsWith("system.", StringComparison.Ordinal))
        {
            if (command.Traits.HasFlag(CommandTraits.Write)) throw CommandException.Location(50791, $"Cannot write to system collection {context.Database}.{name.Value} within a transaction.");
        }
    }

    private static void RequireNotOlder(LogicalSession session, long number)
    {
        if (number >= session.Number) return;
        throw new CommandException(225, "TransactionTooOld", $"Cannot start transaction {number} on session because a newer transaction {session.Number} has already started.");
    }
}
