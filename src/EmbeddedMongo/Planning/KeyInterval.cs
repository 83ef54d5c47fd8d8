using Scim.EmbeddedMongo.Indexes;

namespace Scim.EmbeddedMongo.Planning;

/// <summary>Encoded keys from Low, which belongs to it, to High, which does not. All keys that begin with a bound lie on one side.</summary>
internal readonly record struct KeyInterval(byte[] Low, byte[] High)
{
    private static readonly byte[] Last = [0xFF];

    public static KeyInterval All { get; } = new([], Last);

    public bool IsEmpty => Compare(Low, High) >= 0;

    /// <summary>Whether it holds one value only, whose whole encoding is Low.</summary>
    public bool IsPoint { get; init; }

    /// <summary>All keys that begin with the bytes.</summary>
    public static KeyInterval Prefix(byte[] bytes) => new(bytes, Successor(bytes));

    /// <summary>One value, by its whole encoding.</summary>
    public static KeyInterval Point(byte[] value) => Prefix(value) with { IsPoint = true };

    /// <summary>The least bytes above everything that begins with the given ones.</summary>
    public static byte[] Successor(ReadOnlySpan<byte> bytes)
    {
        int length = bytes.TrimEnd((byte)0xFF).Length;
        if (length == 0) return Last;

        byte[] next = bytes[..length].ToArray();
        next[^1]++;
        return next;
    }

    public static int Compare(byte[] left, byte[] right) => left.AsSpan().SequenceCompareTo(right);

    /// <summary>The same values in a component whose bytes are inverted.</summary>
    public KeyInterval Descending()
    {
        // of a point the inverted encoding itself is the low end
        byte[] inverted = Inverted(Low);
        return new KeyInterval(IsPoint ? inverted : Successor(Inverted(High)), Successor(inverted)) { IsPoint = IsPoint };
    }

    /// <summary>The interval behind the leading components.</summary>
    public KeyInterval Behind(byte[] prefix) => new([.. prefix, .. Low], [.. prefix, .. High]);

    public bool Contains(ReadOnlySpan<byte> key) => key.SequenceCompareTo(Low) >= 0 && key.SequenceCompareTo(High) < 0;

    private static byte[] Inverted(byte[] bytes)
    {
        var inverted = (byte[])bytes.Clone();
        KeyWriter.Invert(inverted);
        return inverted;
    }
}
