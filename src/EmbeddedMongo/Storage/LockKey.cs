using System.Buffers.Binary;

namespace Scim.EmbeddedMongo.Storage;

/// <summary>What a write claims: a record of a collection, or (by hash) a key of a unique index.</summary>
internal readonly record struct LockKey(int Table, bool IsKey, long Value)
{
    public static LockKey Record(int collection, long record) => new(collection, false, record);

    /// <summary>Two keys with one hash only make a conflict that would not be necessary.</summary>
    public static LockKey Key(int index, ReadOnlySpan<byte> key) => new(index, true, Hash(key));

    private static long Hash(ReadOnlySpan<byte> bytes)
    {
        const ulong Prime = 0x9E3779B97F4A7C15;
        ulong hash = (ulong)bytes.Length * Prime;
        while (bytes.Length >= 8)
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (byte value in bytes)
        {
            hash = Mix(hash ^ value);
        }

        return (long)hash;

        static ulong Mix(ulong value)
        {
            value *= Prime;
            return value ^ (value >> 29);
        }
    }
}
