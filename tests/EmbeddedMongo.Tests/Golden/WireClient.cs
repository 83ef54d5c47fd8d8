using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Tests.Golden;

/// <summary>Raw OP_MSG over a socket, so that nothing stands between a case and the server.</summary>
internal sealed class WireClient : IDisposable
{
    private const int OpMessage = 2013;

    // deeper than the library writes by itself: what is too deep is for the server to refuse
    private static readonly BsonBinaryWriterSettings Deep = new() { MaxSerializationDepth = 1000 };

    private readonly TcpClient _client = new();
    private NetworkStream? _stream;
    private int _request;

    public async Task ConnectAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        await _client.ConnectAsync(server, cancellationToken);
        _client.NoDelay = true;
        _stream = _client.GetStream();
    }

    /// <summary>Sends a command; the named array goes as a document sequence of its own.</summary>
    public async Task<BsonDocument> RunAsync(BsonDocument command, string? sequence, CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        message.Write(new byte[20]);
        BsonDocument body = sequence is null ? command : new BsonDocument(command.Where(element => element.Name != sequence));
        message.WriteByte(0);
        message.Write(body.ToBson(writerSettings: Deep));
        if (sequence is not null) WriteSequence(message, sequence, command[sequence].AsBsonArray);

        byte[] bytes = message.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), ++_request);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), OpMessage);
        await _stream!.WriteAsync(bytes, cancellationToken);
        return await ReplyAsync(cancellationToken);
    }

    public void Dispose() => _client.Dispose();

    private static void WriteSequence(MemoryStream message, string name, BsonArray documents)
    {
        byte[] content = [.. Encoding.UTF8.GetBytes(name), 0, .. documents.SelectMany(document => document.AsBsonDocument.ToBson(writerSettings: Deep))];
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, content.Length + length.Length);
        message.WriteByte(1);
        message.Write(length);
        message.Write(content);
    }

    private async Task<BsonDocument> ReplyAsync(CancellationToken cancellationToken)
    {
        var header = new byte[16];
        await _stream!.ReadExactlyAsync(header, cancellationToken);
        var rest = new byte[BinaryPrimitives.ReadInt32LittleEndian(header) - header.Length];
        await _stream.ReadExactlyAsync(rest, cancellationToken);
        return BsonMaterializer.Document(rest.AsSpan(5));
    }
}
