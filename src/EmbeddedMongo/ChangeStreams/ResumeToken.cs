using System.Buffers.Binary;
using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.ChangeStreams;

/// <summary>
/// A place in the history as clients hold it: <c>{_data: "…"}</c>, hexadecimal text that sorts by time. Everything up to
/// and with its cluster time has been seen.
/// </summary>
/// <param name="Time">The cluster time.</param>
/// <param name="Invalidated">Whether it is that of an invalidate event: only startAfter goes on from there.</param>
internal readonly record struct ResumeToken(long Time, bool Invalidated = false)
{
    private const byte Format = 0x82;
    private const int Length = 10;

    public BsonDocument ToDocument()
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = Format;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], Time);
        bytes[9] = Invalidated ? (byte)1 : (byte)0;
        return new BsonDocument("_data", Convert.ToHexString(bytes));
    }

    /// <summary>Reads what a client gives back.</summary>
    public static ResumeToken Parse(BsonElement option)
    {
        if (option.Value is not BsonDocument document)
        {
            throw CommandException.TypeMismatch($"BSON field '$changeStream.{option.Name}' is the wrong type '{option.Value.BsonType}', expected type 'object'");
        }

        if (!document.TryGetValue("_data", out BsonValue data) || data is not BsonString text)
        {
            throw CommandException.Location(40647, $"Bad resume token: _data of missing or of wrong type {document}");
        }

        byte[] bytes;
        try
        {
            bytes = Convert.FromHexString(text.Value);
        }
        catch (FormatException)
        {
            throw CommandException.FailedToParse($"resume token string was not a valid hex string: {text.Value}");
        }

        if (bytes.Length != Length || bytes[0] != Format) throw new CommandException(15, "Overflow", "the resume token is none of this server's");
        return new ResumeToken(BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(1)), bytes[9] == 1);
    }
}
