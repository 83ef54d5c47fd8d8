namespace Scim.EmbeddedMongo.Storage;

/// <summary>
/// Who may write what. Open transactions hold what they wrote until they end; every other write leaves its cluster
/// time here for as long as a transaction with an older snapshot is open, so that this one conflicts.
/// </summary>
internal sealed class WriteLocks
{
    private readonly Lock _gate = new();
    private readonly Dictionary<LockKey, ILockOwner> _held = [];
    private readonly Dictionary<LockKey, long> _recent = [];
    private readonly HashSet<ILockOwner> _open = [];

    /// <summary>To be called before the owner takes its snapshot: from now on writes are remembered.</summary>
    public void Open(ILockOwner owner)
    {
        lock (_gate)
        {
            _open.Add(owner);
        }
    }

    /// <summary>A transaction claims: null, or it conflicts with another open transaction or a write after its snapshot.</summary>
    public bool TryClaim(LockKey key, ILockOwner owner)
    {
        lock (_gate)
        {
            if (_held.TryGetValue(key, out ILockOwner? holder)) return ReferenceEquals(holder, owner);
            if (_recent.TryGetValue(key, out long written) && written > owner.SnapshotTime) return false;
            _held[key] = owner;
            return true;
        }
    }

    /// <summary>A write outside transactions: throws where an open transaction holds the key.</summary>
    public void Note(LockKey key, long time)
    {
        lock (_gate)
        {
            if (_held.TryGetValue(key, out ILockOwner? holder)) throw new LockedException(holder);
            _recent[key] = time;
        }
    }

    /// <summary>The owner ended; what it committed counts as written at that time.</summary>
    public void Close(ILockOwner owner, IEnumerable<LockKey> keys, long? committed)
    {
        lock (_gate)
        {
            _open.Remove(owner);
            foreach (LockKey key in keys)
            {
                if (!_held.TryGetValue(key, out ILockOwner? holder) || !ReferenceEquals(holder, owner)) continue;
                _held.Remove(key);
                if (committed is { } time) _recent[key] = time;
            }

            // What was written lately stays until the writer has committed it: a snapshot taken before that does not have it.
        }
    }

    /// <summary>Throws where an open transaction has written to a table: a change of the catalog waits for it.</summary>
    public void RequireUnlocked(int table)
    {
        lock (_gate)
        {
            foreach ((LockKey key, ILockOwner holder) in _held)
            {
                if (key.Table == table) throw new LockedException(holder);
            }
        }
    }

    /// <summary>After a commit: forgets the writes that every open snapshot has seen.</summary>
    public void Prune()
    {
        lock (_gate)
        {
            if (_open.Count == 0)
            {
                _recent.Clear();
                return;
            }

            if (_recent.Count < 10_000) return;
            long oldest = _open.Min(owner => owner.SnapshotTime);
            foreach (LockKey key in _recent.Where(item => item.Value <= oldest).Select(item => item.Key).ToArray())
            {
                _recent.Remove(key);
            }
        }
    }
}
