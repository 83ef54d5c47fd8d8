namespace Scim.EmbeddedMongo.Sessions;

/// <summary>What a transaction has changed in an index.</summary>
internal sealed class IndexOverlay
{
    public SortedSet<KeyEntry> Added { get; } = [];

    public HashSet<KeyEntry> Removed { get; } = [];

    public void Add(byte[] key, long record)
    {
        var entry = new KeyEntry(key, record);
        if (!Removed.Remove(entry)) Added.Add(entry);
    }

    public void Remove(byte[] key, long record)
    {
        var entry = new KeyEntry(key, record);
        if (!Added.Remove(entry)) Removed.Add(entry);
    }

    /// <summary>The added entries with low &lt;= key &lt; high, copied: the transaction may go on writing.</summary>
    public List<KeyEntry> Between(ReadOnlyMemory<byte> low, ReadOnlyMemory<byte> high, bool backward)
    {
        if (Added.Count == 0 || low.Span.SequenceCompareTo(high.Span) >= 0) return [];
        var from = new KeyEntry(low.ToArray(), long.MinValue);
        var to = new KeyEntry(high.ToArray(), long.MinValue);
        SortedSet<KeyEntry> between = Added.GetViewBetween(from, to);
        return backward ? [.. between.Reverse()] : [.. between];
    }
}
