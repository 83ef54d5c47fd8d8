using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Sessions;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>commitTransaction: all writes in one job of the writer. Asked again, it answers the same.</summary>
internal sealed class CommitTransactionCommand : Command
{
    public override string Name => "commitTransaction";

    public override IReadOnlyCollection<string> Fields { get; } = ["recoveryToken"];

    public override CommandTraits Traits => CommandTraits.Admin | CommandTraits.Transaction | CommandTraits.Write;

    public override async ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        if (context.Session is not { } session || !context.Arguments.InTransaction)
        {
            throw new CommandException(125, "CommandFailed", "commitTransaction must be run within a transaction");
        }

        long number = context.Arguments.TransactionNumber!.Value;
        if (number == session.Number && session.State == TransactionState.Committed) return;
        if (number == session.Number && session.Transaction is { } open)
        {
            await CommitAsync(context, session, open).ConfigureAwait(false);
            return;
        }

        bool committed = session.Number < number && await context.Server.Store.WriteAsync(
            tables => StatementOutcomes.Load(tables, session.Id) is { IsCommittedTransaction: true } stored && stored.Number == number,
            cancellationToken).ConfigureAwait(false);
        if (!committed) throw TransactionFlow.NoSuchTransaction(number);
        (session.Number, session.State) = (number, TransactionState.Committed);
    }

    private static async Task CommitAsync(CommandContext context, LogicalSession session, OpenTransaction open)
    {
        Store store = context.Server.Store;
        if (open.Tables.HasWrites)
        {
            long now = context.Server.Sessions.Now();
            try
            {
                await store.WriteAsync(tables => Apply(tables, session, open, now), CancellationToken.None).ConfigureAwait(false);
            }
            catch
            {
                session.Abort(store.Locks);
                throw;
            }
        }

        (session.State, session.Transaction) = (TransactionState.Committed, null);
        open.End(store.Locks, store.CommittedTime);
    }

    private static bool Apply(WriterTables tables, LogicalSession session, OpenTransaction open, long now)
    {
        tables.Transaction = (session.Id.ToByteArray(), session.Number);
        open.Tables.Commit(tables);
        StatementOutcomes.Transaction(session.Number).Save(tables, session.Id, now);
        return true;
    }
}
