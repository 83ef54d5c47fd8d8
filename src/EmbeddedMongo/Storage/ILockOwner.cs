namespace Scim.EmbeddedMongo.Storage;

/// <summary>An open transaction, as the locks see it.</summary>
internal interface ILockOwner
{
    /// <summary>Cluster time of the last commit that its snapshot holds; 0 while the snapshot is being taken.</summary>
    long SnapshotTime { get; }

    /// <summary>Completes when the transaction has committed, aborted or timed out.</summary>
    Task Ended { get; }
}
