using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.Sessions;

/// <summary>A multi-document transaction that is open: its snapshot, its writes, and what it has claimed.</summary>
internal sealed class OpenTransaction : ILockOwner
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<LockKey> _claims = [];
    private readonly List<Action> _atEnd = [];
    private readonly WriteLocks _locks;
    private readonly ReadSnapshot _snapshot;
    private bool _done;

    public OpenTransaction(Store store, long startedAt)
    {
        StartedAt = startedAt;
        _locks = store.Locks;
        _locks.Open(this);
        _snapshot = store.Read();
        SnapshotTime = _snapshot.LastTime();
        Tables = new TransactionTables(_snapshot, store.Catalogs, this);
    }

    public long SnapshotTime { get; private set; }

    public Task Ended => _ended.Task;

    public TransactionTables Tables { get; }

    /// <summary>In milliseconds of Unix time; transactions that live too long are aborted.</summary>
    public long StartedAt { get; }

    public void Claim(LockKey key)
    {
        if (!_locks.TryClaim(key, this))
        {
            throw new CommandException(112, "WriteConflict", "WriteConflict error: this operation conflicted with another operation. Please retry your operation or multi-document transaction.")
            {
                ErrorLabels = ["TransientTransactionError"],
            };
        }

        _claims.Add(key);
    }

    /// <summary>Something that stands on the snapshot, such as a cursor, and goes before the snapshot does.</summary>
    public void AtEnd(Action release) => _atEnd.Add(release);

    public void End(WriteLocks locks, long? committed)
    {
        if (_done) return;
        _done = true;
        locks.Close(this, _claims, committed);
        foreach (Action release in _atEnd) release();
        Tables.Close();
        _snapshot.Dispose();
        _ended.TrySetResult();
    }
}
