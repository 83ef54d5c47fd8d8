using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Scim.Tests.Shared.Fuzzing;

/// <summary>An answer as it came over the wire.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body);

/// <summary>One HTTP/1.1 connection that sends whatever bytes it is given, and reads the answer.</summary>
internal sealed class RawHttpConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;

    public bool IsOpen { get; private set; } = true;

    public static async Task<RawHttpConnection> OpenAsync(Uri address, CancellationToken cancel)
    {
        var connection = new RawHttpConnection();
        await connection._socket.ConnectAsync(address.Host, address.Port, cancel);
        return connection;
    }

    /// <summary>Sends bytes.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        while (bytes.Length > 0) bytes = bytes[await _socket.SendAsync(bytes, cancel)..];
    }

    /// <summary>Sends no more; the server sees the end.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>The next answer; null where the server closes instead.</summary>
    public async Task<RawAnswer?> ReadAsync(bool isHead, CancellationToken cancel)
    {
        while (true)
        {
            if (await HeadAsync(cancel) is not { } head) return null;
            string[] lines = head.Split("\r\n");
            int status = int.Parse(lines[0].AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture);
            if (status is >= 100 and < 200) continue;

            var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (string line in lines.Skip(1))
            {
                int colon = line.IndexOf(':', StringComparison.Ordinal);
                headers[line[..colon]] = line[(colon + 1)..].Trim();
            }

            byte[] body = isHead || status is 204 or 304 ? [] : await BodyAsync(headers, cancel);
            if (headers.TryGetValue("Connection", out string? kept) && kept.Equals("close", StringComparison.OrdinalIgnoreCase)) IsOpen = false;
            return new RawAnswer(status, headers, body);
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task<byte[]> BodyAsync(Dictionary<string, string> headers, CancellationToken cancel)
    {
        if (headers.TryGetValue("Content-Length", out string? length)) return await TakeAsync(int.Parse(length, CultureInfo.InvariantCulture), cancel);
        if (!headers.ContainsKey("Transfer-Encoding"))
        {
            IsOpen = false;
            while (await FillAsync(cancel)) { }
            return Take(_end - _start);
        }

        List<byte> body = [];
        while (true)
        {
            int size = int.Parse(await LineAsync(cancel), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.AddRange(await TakeAsync(size, cancel));
            await LineAsync(cancel);
            if (size == 0) return [.. body];
        }
    }

    private async Task<string?> HeadAsync(CancellationToken cancel)
    {
        int found;
        while ((found = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (await FillAsync(cancel)) continue;
            IsOpen = false;
            return _start == _end ? null : throw new InvalidDataException("The answer ends within its head.");
        }

        string head = Encoding.Latin1.GetString(_buffer, _start, found);
        _start += found + 4;
        return head;
    }

    private async Task<string> LineAsync(CancellationToken cancel)
    {
        int found;
        while ((found = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
        {
            if (!await FillAsync(cancel)) throw new InvalidDataException("The answer ends within its body.");
        }

        string line = Encoding.Latin1.GetString(_buffer, _start, found);
        _start += found + 2;
        return line;
    }

    private async Task<byte[]> TakeAsync(int count, CancellationToken cancel)
    {
        while (_end - _start < count)
        {
            if (!await FillAsync(cancel)) throw new InvalidDataException("The answer ends within its body.");
        }

        return Take(count);
    }

    private byte[] Take(int count)
    {
        byte[] taken = _buffer.AsSpan(_start, count).ToArray();
        _start += count;
        return taken;
    }

    private async Task<bool> FillAsync(CancellationToken cancel)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length) Array.Resize(ref _buffer, 2 * _buffer.Length);
        int read = await _socket.ReceiveAsync(_buffer.AsMemory(_end), cancel);
        _end += read;
        return read > 0;
    }
}
