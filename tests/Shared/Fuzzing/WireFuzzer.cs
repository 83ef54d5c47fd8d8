using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Serializers;

namespace Scim.Tests.Shared.Fuzzing;

/// <summary>Sends changed wire messages to a database, and fails those that it answers with an error of its own, or not at all.</summary>
internal sealed class WireFuzzer(IPEndPoint server, FuzzTally tally)
{
    private const int BetweenDrops = 5_000;
    private const int InternalError = 1;
    private const int UnknownError = 8;
    private const int NoReply = 2; // moreToCome: the sender wants no answer

    // What was stored comes back, be it UTF-8 or not.
    private static readonly BsonBinaryReaderSettings Lenient = new() { Encoding = new UTF8Encoding(false, throwOnInvalidBytes: false) };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private long _next;

    /// <summary>Sends the messages of so many seeds, over so many connections, each with a database of its own.</summary>
    public Task RunAsync(long first, long count, int connections, CancellationToken cancel)
    {
        _next = first;
        return Task.WhenAll(Enumerable.Range(0, connections).Select(index => Task.Run(() => RunAsync($"fuzz{index}", first + count, cancel), cancel)));
    }

    private async Task RunAsync(string database, long end, CancellationToken cancel)
    {
        Socket? socket = null;
        byte[] drop = Plain(new BsonDocument { { "dropDatabase", 1 }, { "$db", database } });
        try
        {
            for (int sent = 0; !cancel.IsCancellationRequested; sent++)
            {
                long seed = Interlocked.Increment(ref _next) - 1;
                if (seed >= end) return;
                socket ??= await OpenAsync(cancel);
                if (sent % BetweenDrops == 0) await ExchangeAsync(socket, drop, cancel);
                byte[] message = WireGen.Of(seed, database, out bool framed);
                bool kept = await TryAsync(socket, seed, message, framed, cancel);
                if (kept) continue;
                socket.Dispose();
                socket = null;
            }
        }
        finally
        {
            socket?.Dispose();
        }
    }

    /// <returns>Whether the connection can be used again.</returns>
    private async Task<bool> TryAsync(Socket socket, long seed, byte[] message, bool framed, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        bool silent = message.Length >= 20 && (BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(16)) & NoReply) != 0;
        try
        {
            await SendAsync(socket, message, patience.Token);
            if (!framed || silent) socket.Shutdown(SocketShutdown.Send);
            BsonDocument? reply = await ReplyAsync(socket, patience.Token);
            int code = reply is null ? -1 : reply.GetValue("code", 0).ToInt32();
            tally.Answered(reply is null ? "closed" : code == 0 ? "ok" : code.ToString(CultureInfo.InvariantCulture));
            if (code is InternalError or UnknownError) tally.Fail(seed, reply!["errmsg"].ToString()!, message);
            return reply is not null && framed && !silent;
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            tally.Answered("reset");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            tally.Answered("late");
            tally.Fail(seed, "not answered in time", message);
        }

        return false;
    }

    private async Task<Socket> OpenAsync(CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancel);
        return socket;
    }

    private static async Task<BsonDocument?> ExchangeAsync(Socket socket, byte[] message, CancellationToken cancel)
    {
        await SendAsync(socket, message, cancel);
        return await ReplyAsync(socket, cancel);
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        while (bytes.Length > 0) bytes = bytes[await socket.SendAsync(bytes, cancel)..];
    }

    private static async Task<BsonDocument?> ReplyAsync(Socket socket, CancellationToken cancel)
    {
        var header = new byte[16];
        if (!await FillAsync(socket, header, cancel)) return null;
        var rest = new byte[BinaryPrimitives.ReadInt32LittleEndian(header) - header.Length];
        if (!await FillAsync(socket, rest, cancel)) return null;
        int body = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(12)) == 1 ? 20 : 5; // OP_REPLY to a legacy query
        using var reader = new BsonBinaryReader(new MemoryStream(rest, body, rest.Length - body), Lenient);
        return BsonDocumentSerializer.Instance.Deserialize(BsonDeserializationContext.CreateRoot(reader, builder => builder.AllowDuplicateElementNames = true));
    }

    private static async Task<bool> FillAsync(Socket socket, Memory<byte> target, CancellationToken cancel)
    {
        while (target.Length > 0)
        {
            int read = await socket.ReceiveAsync(target, cancel);
            if (read == 0) return false;
            target = target[read..];
        }

        return true;
    }

    private static byte[] Plain(BsonDocument command)
    {
        byte[] body = command.ToBson(), message = new byte[21 + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(12), 2013);
        body.CopyTo(message, 21);
        return message;
    }
}
