using System.Buffers.Binary;
using System.Text;
using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Wire;

/// <summary>Bytes of one message to a <see cref="CommandRequest"/>. Whatever is not well formed throws.</summary>
internal static class MessageReader
{
    public const int MaxMessageBytes = 48_000_000;
    public const int HeaderBytes = 16;

    public static int RequestId(ReadOnlyMemory<byte> message) => BinaryPrimitives.ReadInt32LittleEndian(message.Span[4..]);

    public static CommandRequest Read(ReadOnlyMemory<byte> message)
    {
        int requestId = RequestId(message);
        int opCode = BinaryPrimitives.ReadInt32LittleEndian(message.Span[12..]);
        return (OpCode)opCode switch
        {
            OpCode.Message => ReadMessage(requestId, message),
            OpCode.Query => ReadQuery(requestId, message[HeaderBytes..]),
            _ => throw new WireException($"Operation {opCode} is not supported."),
        };
    }

    private static CommandRequest ReadMessage(int requestId, ReadOnlyMemory<byte> message)
    {
        if (message.Length < HeaderBytes + 10) throw new WireException("The message is too short.");
        var flags = (MessageFlags)BinaryPrimitives.ReadUInt32LittleEndian(message.Span[HeaderBytes..]);
        if (((int)flags & 0xFFFC) != 0) throw new WireException("The message has unknown required flags.");
        if (flags.HasFlag(MessageFlags.ChecksumPresent)) message = VerifyChecksum(message);

        var request = new CommandRequest { RequestId = requestId, OpCode = OpCode.Message, Flags = flags };
        ReadOnlyMemory<byte>? body = null;
        for (ReadOnlyMemory<byte> rest = message[(HeaderBytes + 4)..]; rest.Length > 0;)
        {
            switch (rest.Span[0])
            {
                case 0 when body is null:
                    body = Document(rest[1..]);
                    rest = rest[(1 + body.Value.Length)..];
                    break;
                case 1:
                    rest = ReadSequence(request, rest[1..]);
                    break;
                default:
                    throw new WireException("The message has a section of an unknown kind or two bodies.");
            }
        }

        request.ReadBody(body ?? throw new WireException("The message has no body."));
        return request;
    }

    private static ReadOnlyMemory<byte> VerifyChecksum(ReadOnlyMemory<byte> message)
    {
        ReadOnlyMemory<byte> covered = message[..^4];
        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(message.Span[^4..]);
        return Crc32C.Compute(covered.Span) == expected ? covered : throw new WireException("The checksum is wrong.");
    }

    private static ReadOnlyMemory<byte> ReadSequence(CommandRequest request, ReadOnlyMemory<byte> section)
    {
        if (section.Length < 5) throw new WireException("A document sequence is too short.");
        int size = BinaryPrimitives.ReadInt32LittleEndian(section.Span);
        if (size < 5 || size > section.Length) throw new WireException("A document sequence has a wrong size.");

        ReadOnlyMemory<byte> content = section[4..size];
        int end = content.Span.IndexOf((byte)0);
        if (end < 0) throw new WireException("A document sequence has no name.");

        var documents = new List<ReadOnlyMemory<byte>>();
        for (ReadOnlyMemory<byte> rest = content[(end + 1)..]; rest.Length > 0;)
        {
            ReadOnlyMemory<byte> document = Document(rest);
            documents.Add(document);
            rest = rest[document.Length..];
        }

        request.AddSequence(Encoding.UTF8.GetString(content.Span[..end]), documents);
        return section[size..];
    }

    /// <summary>flags, collection name, skip, limit, query; a projection after it is ignored by commands.</summary>
    private static CommandRequest ReadQuery(int requestId, ReadOnlyMemory<byte> content)
    {
        if (content.Length < 4) throw new WireException("The query is too short.");
        ReadOnlyMemory<byte> rest = content[4..];
        int end = rest.Span.IndexOf((byte)0);
        if (end < 0 || rest.Length < end + 9) throw new WireException("The query has no collection.");
        string ns = Encoding.UTF8.GetString(rest.Span[..end]);
        if (!ns.EndsWith(".$cmd", StringComparison.Ordinal)) throw new WireException("Only commands come as OP_QUERY.");

        var request = new CommandRequest { RequestId = requestId, OpCode = OpCode.Query, Flags = MessageFlags.None };
        request.ReadBody(Document(rest[(end + 9)..]));
        request.Body["$db"] = new BsonString(ns[..^5]);
        return request;
    }

    private static ReadOnlyMemory<byte> Document(ReadOnlyMemory<byte> bytes)
    {
        int size = bytes.Length < 5 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(bytes.Span);
        if (size < 5 || size > bytes.Length) throw new WireException("A document has a wrong size.");
        ReadOnlyMemory<byte> document = bytes[..size];
        BsonCheck.Verify(document.Span);
        return document;
    }
}
