using System.Text.Json;

namespace Scim.Provisioning.Directories;

/// <summary>
/// Reads a JSON object whose properties are arrays, element by element, so that a directory of a gigabyte is never in
/// memory as text. Each element of a named section is handed over; other properties are skipped.
/// </summary>
internal sealed class JsonSections(IReadOnlyDictionary<string, Action<JsonElement>> sections)
{
    private const int FirstBuffer = 128 * 1024;

    private JsonReaderState _state = new(new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip });
    private string? _section;
    private bool _inArray;
    private bool _begun;

    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[FirstBuffer];
        int length = 0;
        while (true)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            length += read;
            int used = Take(WithoutMark(buffer.AsSpan(0, length)), isFinal: read == 0);
            if (read == 0) return;

            // An element may be as long as a group has members: the buffer grows to the longest one.
            buffer.AsSpan(used, length - used).CopyTo(buffer);
            length -= used;
            if (length == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        }
    }

    private Span<byte> WithoutMark(Span<byte> data)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        if (_begun || !data.StartsWith(mark)) return data;
        data[..mark.Length].Fill((byte)' ');
        return data;
    }

    private int Take(ReadOnlySpan<byte> data, bool isFinal)
    {
        var reader = new Utf8JsonReader(data, isFinal, _state);
        while (true)
        {
            int consumed = (int)reader.BytesConsumed;
            JsonReaderState before = reader.CurrentState;
            if (Step(ref reader, data)) continue;

            _state = before;
            return consumed;
        }
    }

    // One token, or one whole element; false where there is not enough of it yet, or nothing any more.
    private bool Step(ref Utf8JsonReader reader, ReadOnlySpan<byte> data)
    {
        if (!reader.Read()) return false;
        if (!_begun)
        {
            if (reader.TokenType != JsonTokenType.StartObject) throw new FormatException("The file is not a JSON object.");
            _begun = true;
        }
        else if (_section is null)
        {
            if (reader.TokenType == JsonTokenType.PropertyName) _section = reader.GetString();
        }
        else if (!_inArray)
        {
            return Enter(ref reader);
        }
        else if (reader.TokenType == JsonTokenType.EndArray)
        {
            (_section, _inArray) = (null, false);
        }
        else
        {
            return Element(ref reader, data);
        }

        return true;
    }

    private bool Enter(ref Utf8JsonReader reader)
    {
        bool isKnown = sections.ContainsKey(_section!);
        if (isKnown && reader.TokenType == JsonTokenType.StartArray)
        {
            _inArray = true;
            return true;
        }

        if (isKnown && reader.TokenType != JsonTokenType.Null) throw new FormatException($"'{_section}' is not an array.");
        if (!reader.TrySkip()) return false;
        _section = null;
        return true;
    }

    private bool Element(ref Utf8JsonReader reader, ReadOnlySpan<byte> data)
    {
        int start = (int)reader.TokenStartIndex;
        if (!reader.TrySkip()) return false;
        sections[_section!](JsonElement.Parse(data[start..(int)reader.BytesConsumed]));
        return true;
    }
}
