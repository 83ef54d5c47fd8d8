using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.Tests.Storage;

public sealed class WriteLocksTests
{
    private static readonly LockKey Key = LockKey.Record(1, 1);

    [Fact]
    public void TryClaim_OfAWriteThatAnotherTransactionsEndFollowed_IsAConflict()
    {
        var locks = new WriteLocks();
        var aborted = new Owner(9);
        var late = new Owner(9);

        // A write is applied but not committed when one transaction aborts and another takes its snapshot.
        locks.Open(aborted);
        locks.Note(Key, 10);
        locks.Close(aborted, [], committed: null);
        locks.Open(late);

        Assert.False(locks.TryClaim(Key, late));
    }

    [Fact]
    public void Prune_WithNobodyOpen_ForgetsWrites()
    {
        var locks = new WriteLocks();
        locks.Note(Key, 10);
        locks.Prune();
        var owner = new Owner(9);
        locks.Open(owner);

        Assert.True(locks.TryClaim(Key, owner));
    }

    private sealed record Owner(long SnapshotTime) : ILockOwner
    {
        public Task Ended => Task.CompletedTask;
    }
}
