using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.Sessions;

/// <summary>A session: its newest transaction number and what became of it. One command of it runs at a time.</summary>
internal sealed class LogicalSession(Guid id) : IDisposable
{
    public Guid Id { get; } = id;

    /// <summary>Held while a command with a transaction number runs.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    public long Number { get; set; } = -1;

    public TransactionState State { get; set; }

    public OpenTransaction? Transaction { get; set; }

    /// <summary>Outcomes of retryable writes; null until they are looked up in the file.</summary>
    public StatementOutcomes? Outcomes { get; set; }

    /// <summary>When it was last used, in milliseconds of Unix time.</summary>
    public long LastUse { get; set; }

    /// <summary>The connection that used its transaction last; it is aborted when that one goes.</summary>
    public int Connection { get; set; }

    /// <summary>Ends the open transaction without a trace.</summary>
    public void Abort(WriteLocks locks)
    {
        if (Transaction is not { } open) return;
        Transaction = null;
        State = TransactionState.Aborted;
        open.End(locks, committed: null);
    }

    public void Dispose() => Gate.Dispose();
}
