using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Scim.Provisioning.States;

/// <summary>
/// A file of JSON lines that is only appended to. A line reaches the operating system before <see cref="Append"/>
/// returns, so a killed process loses none; a line that a kill cut off is dropped when the file is opened again.
/// </summary>
internal sealed class LineFile<T> : IDisposable
{
    private readonly JsonTypeInfo<T> _type;
    private readonly FileStream _stream;
    private readonly Lock _lock = new();

    /// <summary>Opens a file for appending and makes it where there is none.</summary>
    public LineFile(string path, JsonTypeInfo<T> type)
    {
        _type = type;
        Path = path;
        _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        _stream.SetLength(EndOfLastLine(_stream));
        _stream.Seek(0, SeekOrigin.End);
    }

    public string Path { get; }

    /// <summary>The file's length in bytes.</summary>
    public long Length
    {
        get
        {
            lock (_lock) return _stream.Length;
        }
    }

    /// <summary>Appends one line in a single write.</summary>
    public void Append(T value)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(value, _type);
        byte[] line = new byte[json.Length + 1];
        json.CopyTo(line, 0);
        line[^1] = (byte)'\n';
        lock (_lock) _stream.Write(line);
    }

    /// <summary>Makes sure that the lines outlast a failure of the machine too.</summary>
    public void Sync()
    {
        lock (_lock) _stream.Flush(flushToDisk: true);
    }

    /// <summary>Reads every whole line; one that is not JSON stops it, with its number.</summary>
    /// <param name="path">The file; one that does not exist has no lines.</param>
    /// <param name="type">The type of a line.</param>
    /// <param name="from">The offset to begin at; the rest of a line begun before is skipped.</param>
    public static IEnumerable<T> Read(string path, JsonTypeInfo<T> type, long from = 0)
    {
        if (!File.Exists(path)) yield break;

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        long end = EndOfLastLine(stream);
        stream.Seek(Math.Max(0, from - 1), SeekOrigin.Begin);
        using var reader = new StreamReader(new LimitedStream(stream, end - stream.Position));
        if (from > 0) reader.ReadLine();
        for (int number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Length > 0) yield return Parse(line, path, type, number);
        }
    }

    public void Dispose() => _stream.Dispose();

    private static T Parse(string line, string path, JsonTypeInfo<T> type, int number)
    {
        try
        {
            return JsonSerializer.Deserialize(line, type) ?? throw new JsonException("The line is null.");
        }
        catch (JsonException problem)
        {
            throw ProvisioningException.InvalidInput($"'{path}', line {number}, is damaged: {problem.Message}", problem);
        }
    }

    private static long EndOfLastLine(FileStream stream)
    {
        byte[] block = new byte[64 * 1024];
        long end = stream.Length;
        while (end > 0)
        {
            int size = (int)Math.Min(block.Length, end);
            stream.Seek(end - size, SeekOrigin.Begin);
            stream.ReadExactly(block, 0, size);
            int newline = block.AsSpan(0, size).LastIndexOf((byte)'\n');
            if (newline >= 0) return end - size + newline + 1;
            end -= size;
        }

        return 0;
    }
}
