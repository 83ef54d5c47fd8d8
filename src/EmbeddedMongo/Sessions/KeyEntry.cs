namespace Scim.EmbeddedMongo.Sessions;

/// <summary>An index entry of a transaction, ordered as the index is.</summary>
internal readonly record struct KeyEntry(byte[] Key, long Record) : IComparable<KeyEntry>
{
    public int CompareTo(KeyEntry other)
    {
        int order = Key.AsSpan().SequenceCompareTo(other.Key);
        return order != 0 ? order : Record.CompareTo(other.Record);
    }

    public bool Equals(KeyEntry other) => CompareTo(other) == 0;

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Key);
        hash.Add(Record);
        return hash.ToHashCode();
    }
}
