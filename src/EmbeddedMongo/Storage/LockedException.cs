namespace Scim.EmbeddedMongo.Storage;

/// <summary>A write outside transactions met a record that an open transaction has written; it is run again after that one's end.</summary>
internal sealed class LockedException(ILockOwner owner) : Exception("An open transaction holds the record.")
{
    public ILockOwner Owner { get; } = owner;
}
