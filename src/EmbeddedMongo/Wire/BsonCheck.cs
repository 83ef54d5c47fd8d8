using System.Buffers.Binary;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Wire;

/// <summary>
/// Walks a document once, at the door, so that everything behind may trust lengths and terminators.
/// Nesting beyond 200 levels is refused as MongoDB does (15 Overflow).
/// </summary>
internal static class BsonCheck
{
    private const int MaxDepth = 200;

    public static void Verify(ReadOnlySpan<byte> document)
    {
        Span<int> ends = stackalloc int[MaxDepth + 1];
        int depth = 0, position = 0;
        ends[0] = Enter(document, ref position, document.Length, 0x03);
        while (true)
        {
            byte type = Byte(document, position++, ends[depth]);
            if (type == 0)
            {
                if (position != ends[depth]) throw Malformed();
                if (depth-- == 0) return;
                continue;
            }

            position = SkipName(document, position, ends[depth]);
            if (type is 0x03 or 0x04 or 0x0F)
            {
                if (++depth >= MaxDepth) throw new CommandException(15, "Overflow", "BSONObj exceeds maximum nested object depth: 200");
                ends[depth] = Enter(document, ref position, ends[depth - 1], type);
            }
            else
            {
                position = Skip(document, position, type, ends[depth]);
            }
        }
    }

    private static int Enter(ReadOnlySpan<byte> bytes, ref int position, int end, byte type)
    {
        int start = position;
        if (type == 0x0F)
        {
            Int32(bytes, position, end);
            position = Text(bytes, position + 4, end);
        }

        int size = Int32(bytes, position, end);
        if (size < 5 || size > end - position) throw Malformed();
        int inner = position + size;
        if (type == 0x0F && inner != start + Int32(bytes, start, end)) throw Malformed();
        position += 4;
        return inner;
    }

    private static int Skip(ReadOnlySpan<byte> bytes, int position, byte type, int end) => type switch
    {
        0x06 or 0x0A or 0x7F or 0xFF => position,
        0x08 => Fixed(position, 1, end),
        0x10 => Fixed(position, 4, end),
        0x01 or 0x09 or 0x11 or 0x12 => Fixed(position, 8, end),
        0x07 => Fixed(position, 12, end),
        0x13 => Fixed(position, 16, end),
        0x02 or 0x0D or 0x0E => Text(bytes, position, end),
        0x05 => Binary(bytes, position, end),
        0x0B => SkipName(bytes, SkipName(bytes, position, end), end),
        0x0C => Fixed(Text(bytes, position, end), 12, end),
        _ => throw Malformed(),
    };

    private static int Binary(ReadOnlySpan<byte> bytes, int position, int end)
    {
        int length = Length(bytes, position, end);
        int after = Fixed(position + 5, length, end);
        bool uuid = bytes[position + 4] is 3 or 4;
        return !uuid || length == 16 ? after : throw new CommandException(22, "InvalidBSON", $"A UUID has 16 bytes, not {length}");
    }

    private static int Text(ReadOnlySpan<byte> bytes, int position, int end)
    {
        int length = Length(bytes, position, end);
        int after = Fixed(position + 4, length, end);
        return length > 0 && bytes[after - 1] == 0 ? after : throw Malformed();
    }

    private static int Length(ReadOnlySpan<byte> bytes, int position, int end)
    {
        int length = Int32(bytes, position, end);
        return length >= 0 ? length : throw Malformed();
    }

    private static int Fixed(int position, int length, int end) =>
        length <= end - position ? position + length : throw Malformed();

    private static int Int32(ReadOnlySpan<byte> bytes, int position, int end) =>
        end - position >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(bytes[position..]) : throw Malformed();

    private static byte Byte(ReadOnlySpan<byte> bytes, int position, int end) =>
        position < end ? bytes[position] : throw Malformed();

    private static int SkipName(ReadOnlySpan<byte> bytes, int position, int end)
    {
        if (position >= end) throw Malformed();
        int length = bytes[position..end].IndexOf((byte)0);
        return length >= 0 ? position + length + 1 : throw Malformed();
    }

    private static WireException Malformed() => new("A document is not well-formed BSON.");
}
