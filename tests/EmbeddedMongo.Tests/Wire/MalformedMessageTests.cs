using System.Buffers.Binary;
using System.Net.Sockets;
using MongoDB.Bson;
using Scim.EmbeddedMongo.Tests.Driver;
using Scim.EmbeddedMongo.Tests.Golden;

namespace Scim.EmbeddedMongo.Tests.Wire;

public sealed class MalformedMessageTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const int OpMessage = 2013;

    private static readonly byte[] Ping = new BsonDocument { { "ping", 1 }, { "$db", "admin" } }.ToBson();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, byte[]> Malformed => new()
    {
        { "a length below the header", Header(15, OpMessage) },
        { "a negative length", Header(-1, OpMessage) },
        { "a length above the limit", Header(48_000_001, OpMessage) },
        { "an operation that is not known", Message(2012, [0, 0, 0, 0, 0, .. Ping]) },
        { "compressed, which was not negotiated", Message(2012, [0xDD, 7, 0, 0, 0, 0, 0, 0, 9]) },
        { "no section", Message(OpMessage, [0, 0, 0, 0]) },
        { "a section of an unknown kind", Message(OpMessage, [0, 0, 0, 0, 7, .. Ping]) },
        { "two bodies", Message(OpMessage, [0, 0, 0, 0, 0, .. Ping, 0, .. Ping]) },
        { "an unknown required flag", Message(OpMessage, [4, 0, 0, 0, 0, .. Ping]) },
        { "a wrong checksum", Message(OpMessage, [1, 0, 0, 0, 0, .. Ping, 1, 2, 3, 4]) },
        { "a document longer than the message", Message(OpMessage, [0, 0, 0, 0, 0, 255, 0, 0, 0, .. Ping[4..]]) },
        { "a document that does not end", Message(OpMessage, [0, 0, 0, 0, 0, .. Ping[..^1], 1]) },
        { "a sequence with a wrong size", Message(OpMessage, [0, 0, 0, 0, 0, .. Ping, 1, 255, 255, 0, 0, (byte)'x', 0]) },
        { "a sequence without a name", Message(OpMessage, [0, 0, 0, 0, 0, .. Ping, 1, 6, 0, 0, 0, (byte)'x', (byte)'y']) },
        { "a query that is no command", Message(2004, [0, 0, 0, 0, (byte)'a', 0, 0, 0, 0, 0, 1, 0, 0, 0, .. Ping]) },
        { "a query without a collection", Message(2004, [0, 0, 0, 0, 1, 2, 3]) },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Message_ThatIsMalformed_ClosesThatConnectionOnly(string what, byte[] message)
    {
        using var other = new WireClient();
        await other.ConnectAsync(fixture.Server.EndPoint, Token);
        using var socket = new TcpClient();
        await socket.ConnectAsync(fixture.Server.EndPoint, Token);

        await socket.GetStream().WriteAsync(message, Token);

        Assert.True(await IsClosedAsync(socket), what);
        BsonDocument reply = await other.RunAsync(new BsonDocument { { "ping", 1 }, { "$db", "admin" } }, null, Token);
        Assert.Equal(1, reply["ok"].ToDouble());
    }

    [Fact]
    public async Task Message_ChangedAtRandom_NeverEndsTheServer()
    {
        var random = new Random(7);
        byte[] find = new BsonDocument { { "find", "c" }, { "filter", new BsonDocument("a", new BsonArray { 1, "x", new BsonDocument("b", 2.5) }) }, { "$db", "tests" } }.ToBson();
        byte[] whole = Message(OpMessage, [0, 0, 0, 0, 0, .. find]);
        for (int i = 0; i < 500; i++)
        {
            var changed = (byte[])whole.Clone();
            for (int change = random.Next(1, 6); change > 0; change--) changed[random.Next(16, changed.Length)] = (byte)random.Next(256);
            using var socket = new TcpClient();
            await socket.ConnectAsync(fixture.Server.EndPoint, Token);
            await ExchangeAsync(socket, changed);
        }

        using var other = new WireClient();
        await other.ConnectAsync(fixture.Server.EndPoint, Token);
        BsonDocument reply = await other.RunAsync(new BsonDocument { { "ping", 1 }, { "$db", "admin" } }, null, Token);
        Assert.Equal(1, reply["ok"].ToDouble());
    }

    [Fact]
    public async Task Connections_ByTheHundreds_AreServedAndTheirCursorsGoWithThem()
    {
        using (var writer = new WireClient())
        {
            await writer.ConnectAsync(fixture.Server.EndPoint, Token);
            var documents = new BsonArray(Enumerable.Range(0, 50).Select(i => new BsonDocument("_id", i)));
            await writer.RunAsync(new BsonDocument { { "insert", "hundreds" }, { "documents", documents }, { "$db", "tests" } }, "documents", Token);
        }

        var clients = Enumerable.Range(0, 300).Select(_ => new WireClient()).ToList();
        await Task.WhenAll(clients.Select(async client =>
        {
            await client.ConnectAsync(fixture.Server.EndPoint, Token);
            BsonDocument reply = await client.RunAsync(new BsonDocument { { "find", "hundreds" }, { "batchSize", 2 }, { "$db", "tests" } }, null, Token);
            Assert.NotEqual(0, reply["cursor"]["id"].AsInt64);
        }));
        clients.ForEach(client => client.Dispose());

        using var observer = new WireClient();
        await observer.ConnectAsync(fixture.Server.EndPoint, Token);
        long open;
        do
        {
            BsonDocument status = await observer.RunAsync(new BsonDocument { { "serverStatus", 1 }, { "$db", "admin" } }, null, Token);
            open = status["metrics"]["cursor"]["open"]["total"].AsInt64;
        }
        while (open > 0);
        Assert.Equal(0, open);
    }

    private static async Task ExchangeAsync(TcpClient client, byte[] message)
    {
        NetworkStream stream = client.GetStream();
        try
        {
            await stream.WriteAsync(message, Token);
            client.Client.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(Stream.Null, Token);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // closed by the server, which it may
        }
    }

    private static async Task<bool> IsClosedAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[16], Token) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static byte[] Message(int operation, byte[] content) => [.. Header(16 + content.Length, operation), .. content];

    private static byte[] Header(int length, int operation)
    {
        var header = new byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(header, length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), 1);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), operation);
        return header;
    }
}
