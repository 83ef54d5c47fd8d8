namespace Scim.EmbeddedMongo.Indexes;

/// <summary>The encoded keys of one document in one index, in order and without repeats.</summary>
internal sealed class IndexKeySet
{
    private readonly List<byte[]> _keys = [];

    public IReadOnlyList<byte[]> Keys => _keys;

    /// <summary>Bit i is set where an array gave the values of component i.</summary>
    public ulong MultikeyComponents { get; internal set; }

    public bool IsMultikey => MultikeyComponents != 0;

    internal void Add(byte[] key) => _keys.Add(key);

    internal void Clear()
    {
        _keys.Clear();
        MultikeyComponents = 0;
    }

    internal void Order()
    {
        if (_keys.Count < 2) return;

        _keys.Sort(static (left, right) => left.AsSpan().SequenceCompareTo(right));
        int kept = 1;
        for (int i = 1; i < _keys.Count; i++)
        {
            if (!_keys[i].AsSpan().SequenceEqual(_keys[kept - 1])) _keys[kept++] = _keys[i];
        }

        _keys.RemoveRange(kept, _keys.Count - kept);
    }
}
