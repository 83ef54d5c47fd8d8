using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Wire;

/// <summary>
/// One client's socket. A filling loop reads ahead, so that a peer that goes away cancels what it was waiting for;
/// a processing loop answers one message after the other.
/// </summary>
internal sealed partial class MongoConnection(int id, Socket socket, ICommandHandler handler, ILogger logger) : IDisposable
{
    private static readonly PipeOptions PipeSettings = new(
        readerScheduler: PipeScheduler.Inline,
        pauseWriterThreshold: 2L * MessageReader.MaxMessageBytes,
        resumeWriterThreshold: MessageReader.MaxMessageBytes,
        minimumSegmentSize: 16 * 1024,
        useSynchronizationContext: false);

    private readonly Pipe _pipe = new(PipeSettings);
    private readonly CancellationTokenSource _closed = new();
    private int _lastReplyId;

    /// <summary>A number for connectionId in replies and for ownership of cursors and transactions.</summary>
    public int Id { get; } = id;

    public string LocalAddress { get; } = socket.LocalEndPoint?.ToString() ?? "";

    public async Task RunAsync(CancellationToken stopping)
    {
        using CancellationTokenRegistration stop = stopping.Register(socket.Dispose);
        Task filling = FillAsync();
        try
        {
            await ProcessAsync().ConfigureAwait(false);
        }
        catch (WireException e)
        {
            LogMalformed(logger, Id, e.Message);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            LogClosed(logger, Id, e.GetType().Name);
        }
        finally
        {
            socket.Dispose();
            await filling.ConfigureAwait(false);
            await _pipe.Reader.CompleteAsync().ConfigureAwait(false);
            handler.OnClosed(this);
        }
    }

    private async Task FillAsync()
    {
        try
        {
            while (true)
            {
                Memory<byte> memory = _pipe.Writer.GetMemory(4096);
                int read = await socket.ReceiveAsync(memory, CancellationToken.None).ConfigureAwait(false);
                if (read == 0) break;
                _pipe.Writer.Advance(read);
                FlushResult result = await _pipe.Writer.FlushAsync(CancellationToken.None).ConfigureAwait(false);
                if (result.IsCompleted) break;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            LogClosed(logger, Id, e.GetType().Name);
        }

        await _closed.CancelAsync().ConfigureAwait(false);
        await _pipe.Writer.CompleteAsync().ConfigureAwait(false);
    }

    private async Task ProcessAsync()
    {
        using var reply = new ReplyBuffer();
        while (true)
        {
            ReadResult result = await _pipe.Reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            int length = buffer.Length < MessageReader.HeaderBytes ? MessageReader.HeaderBytes : MessageLength(buffer);
            if (buffer.Length < length)
            {
                if (result.IsCompleted) return;
                _pipe.Reader.AdvanceTo(buffer.Start, buffer.End);
                continue;
            }

            ReadOnlySequence<byte> message = buffer.Slice(0, length);
            await AnswerAsync(message, reply).ConfigureAwait(false);
            _pipe.Reader.AdvanceTo(message.End);
        }
    }

    private async ValueTask AnswerAsync(ReadOnlySequence<byte> message, ReplyBuffer reply)
    {
        if (message.IsSingleSegment)
        {
            await AnswerAsync(message.First, reply).ConfigureAwait(false);
            return;
        }

        int length = (int)message.Length;
        byte[] copy = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            message.CopyTo(copy);
            await AnswerAsync(copy.AsMemory(0, length), reply).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    private async ValueTask AnswerAsync(ReadOnlyMemory<byte> message, ReplyBuffer reply)
    {
        CommandRequest request;
        try
        {
            request = MessageReader.Read(message);
        }
        catch (CommandException e)
        {
            request = new CommandRequest { RequestId = MessageReader.RequestId(message), OpCode = OpCode.Message, Flags = MessageFlags.None, Refused = e };
        }

        bool more;
        int responseTo = request.RequestId;
        do
        {
            int replyId = ++_lastReplyId;
            MessageWriter.Begin(reply, request, replyId, responseTo);
            more = await handler.HandleAsync(this, request, reply, _closed.Token).ConfigureAwait(false);
            if (request.Flags.HasFlag(MessageFlags.MoreToCome)) return;
            MessageWriter.End(reply, request, more);
            await SendAsync(reply.Written).ConfigureAwait(false);
            responseTo = replyId;
        }
        while (more);
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int sent = await socket.SendAsync(bytes, CancellationToken.None).ConfigureAwait(false);
            bytes = bytes[sent..];
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        _closed.Dispose();
    }

    private static int MessageLength(ReadOnlySequence<byte> buffer)
    {
        Span<byte> bytes = stackalloc byte[4];
        buffer.Slice(0, 4).CopyTo(bytes);
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        return length is >= MessageReader.HeaderBytes and <= MessageReader.MaxMessageBytes
            ? length
            : throw new WireException($"A message of {length} bytes is not accepted.");
    }

    [LoggerMessage(2001, LogLevel.Warning, "Connection {Id} is closed: {Reason}")]
    private static partial void LogMalformed(ILogger logger, int id, string reason);

    [LoggerMessage(2002, LogLevel.Debug, "Connection {Id} ended: {Reason}")]
    private static partial void LogClosed(ILogger logger, int id, string reason);
}
