using System.Collections;
using System.Text;

namespace Scim.Protocol.Schema;

/// <summary>
/// The attributes of one level, in the order of their definition, found by name without regard to case
/// (RFC 7643 section 2.1) and without allocation.
/// </summary>
public sealed class ScimAttributeSet : IReadOnlyList<ScimAttribute>
{
    /// <summary>The set without attributes.</summary>
    public static ScimAttributeSet Empty { get; } = new([]);

    private readonly ScimAttribute[] _attributes;
    private readonly byte[][] _names;
    private readonly int[] _buckets;
    private readonly int[] _next;

    internal ScimAttributeSet(IReadOnlyList<ScimAttribute> attributes)
    {
        _attributes = [.. attributes];
        _names = [.. attributes.Select(attribute => Encoding.UTF8.GetBytes(attribute.Name))];
        _next = new int[_attributes.Length];
        _buckets = new int[Math.Max(4, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)_attributes.Length * 2))];
        Array.Fill(_buckets, -1);
        for (int i = _attributes.Length - 1; i >= 0; i--)
        {
            int bucket = Hash(_names[i].Length, _names[i][0], _names[i][^1]) & (_buckets.Length - 1);
            _next[i] = _buckets[bucket];
            _buckets[bucket] = i;
        }

        Value = Find("value");
        Primary = Find("primary");
    }

    /// <inheritdoc/>
    public int Count => _attributes.Length;

    /// <summary>The attribute <c>value</c>, null where there is none.</summary>
    public ScimAttribute? Value { get; }

    /// <summary>The attribute <c>primary</c>, null where there is none.</summary>
    public ScimAttribute? Primary { get; }

    /// <inheritdoc/>
    public ScimAttribute this[int index] => _attributes[index];

    /// <summary>The attributes as a span, for loops that allocate nothing.</summary>
    public ReadOnlySpan<ScimAttribute> AsSpan() => _attributes;

    /// <summary>The attribute of a name in UTF-8, whatever its case; null where there is none.</summary>
    public ScimAttribute? Find(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return null;
        }

        int i = _buckets[Hash(name.Length, name[0], name[^1]) & (_buckets.Length - 1)];
        while (i >= 0 && !name.SequenceEqual(_names[i]) && !Ascii.EqualsIgnoreCase(name, _names[i]))
        {
            i = _next[i];
        }

        return i < 0 ? null : _attributes[i];
    }

    /// <summary>The attribute of a name, whatever its case; null where there is none.</summary>
    public ScimAttribute? Find(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || name[0] > 127 || name[^1] > 127)
        {
            return null;
        }

        int i = _buckets[Hash(name.Length, (byte)name[0], (byte)name[^1]) & (_buckets.Length - 1)];
        while (i >= 0 && !Ascii.EqualsIgnoreCase(_names[i], name))
        {
            i = _next[i];
        }

        return i < 0 ? null : _attributes[i];
    }

    /// <inheritdoc/>
    public IEnumerator<ScimAttribute> GetEnumerator() => ((IEnumerable<ScimAttribute>)_attributes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _attributes.GetEnumerator();

    private static int Hash(int length, byte first, byte last) => (length * 37) ^ ((first | 0x20) * 5) ^ ((last | 0x20) * 3);
}
