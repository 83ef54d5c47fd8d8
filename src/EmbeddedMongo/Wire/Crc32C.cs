using System.Numerics;

namespace Scim.EmbeddedMongo.Wire;

/// <summary>CRC-32C (Castagnoli), the optional trailer of an OP_MSG.</summary>
internal static class Crc32C
{
    public static uint Compute(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
