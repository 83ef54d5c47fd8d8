using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Sessions;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>abortTransaction</summary>
internal sealed class AbortTransactionCommand : Command
{
    public override string Name => "abortTransaction";

    public override IReadOnlyCollection<string> Fields { get; } = ["recoveryToken"];

    public override CommandTraits Traits => CommandTraits.Admin | CommandTraits.Transaction | CommandTraits.Write;

    public override ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        if (context.Session is not { } session || !context.Arguments.InTransaction)
        {
            throw new CommandException(125, "CommandFailed", "abortTransaction must be run within a transaction");
        }

        if (session.State != TransactionState.InProgress) throw TransactionFlow.NoSuchTransaction(session.Number);
        session.Abort(context.Server.Store.Locks);
        return ValueTask.CompletedTask;
    }
}
