using System.Buffers.Binary;

namespace Scim.EmbeddedMongo.Wire;

/// <summary>Frames a reply: header before the body, length and checksum after it.</summary>
internal static class MessageWriter
{
    private const int FlagsPosition = MessageReader.HeaderBytes;

    public static void Begin(ReplyBuffer buffer, CommandRequest request, int requestId, int responseTo)
    {
        buffer.Truncate(0);
        buffer.WriteInt32(0);
        buffer.WriteInt32(requestId);
        buffer.WriteInt32(responseTo);
        if (request.OpCode == OpCode.Query) BeginReply(buffer);
        else BeginMessage(buffer);
    }

    public static void End(ReplyBuffer buffer, CommandRequest request, bool moreToCome)
    {
        if (request.OpCode == OpCode.Query)
        {
            buffer.PatchInt32(0, buffer.Length);
            return;
        }

        bool checksum = request.Flags.HasFlag(MessageFlags.ChecksumPresent);
        MessageFlags flags = (checksum ? MessageFlags.ChecksumPresent : 0) | (moreToCome ? MessageFlags.MoreToCome : 0);
        buffer.PatchInt32(FlagsPosition, (int)flags);
        buffer.PatchInt32(0, buffer.Length + (checksum ? 4 : 0));
        if (checksum)
        {
            uint crc = Crc32C.Compute(buffer.Written.Span);
            BinaryPrimitives.WriteUInt32LittleEndian(buffer.Reserve(4), crc);
        }
    }

    private static void BeginMessage(ReplyBuffer buffer)
    {
        buffer.WriteInt32((int)OpCode.Message);
        buffer.WriteInt32(0);
        buffer.WriteByte(0);
    }

    /// <summary>OP_REPLY: flags (await capable), cursor id, starting from, number returned.</summary>
    private static void BeginReply(ReplyBuffer buffer)
    {
        buffer.WriteInt32((int)OpCode.Reply);
        buffer.WriteInt32(8);
        buffer.Reserve(8).Clear();
        buffer.WriteInt32(0);
        buffer.WriteInt32(1);
    }
}
