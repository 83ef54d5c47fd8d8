namespace Scim.EmbeddedMongo.Sessions;

/// <summary>What a transaction has changed in a collection: new contents by record, null where it deleted.</summary>
internal sealed class CollectionOverlay
{
    public SortedDictionary<long, byte[]?> Documents { get; } = [];

    /// <summary>Records that the snapshot does not have.</summary>
    public HashSet<long> Inserted { get; } = [];
}
