using System.Text;
using Scim.Protocol.Errors;
using Scim.Protocol.Paths;

namespace Scim.Protocol.Filters;

/// <summary>Walks over a filter's text: names, words and literals, each an error with its offset where it is none.</summary>
internal ref struct FilterLexer(ReadOnlySpan<char> text, int start)
{
    private readonly ReadOnlySpan<char> _text = text;

    public int Position { get; private set; } = start;

    /// <summary>The next character that is not white space, or '\0' at the end.</summary>
    public char Peek()
    {
        while (Position < _text.Length && _text[Position] is ' ' or '\t' or '\r' or '\n') Position++;
        return Position < _text.Length ? _text[Position] : '\0';
    }

    /// <summary>Whether all text is read; a character U+0000 in it is not the end.</summary>
    public bool AtEnd
    {
        get
        {
            Peek();
            return Position >= _text.Length;
        }
    }

    public bool TryTake(char expected)
    {
        if (Peek() != expected || Position >= _text.Length) return false;
        Position++;
        return true;
    }

    /// <summary>Takes a keyword in any case, if it stands next as a whole word.</summary>
    public bool TryTakeWord(ReadOnlySpan<char> keyword)
    {
        if (!PeekWord().Equals(keyword, StringComparison.OrdinalIgnoreCase)) return false;
        Position += keyword.Length;
        return true;
    }

    /// <summary>Takes <c>not</c> if an opening parenthesis follows it; else it is the name of an attribute.</summary>
    public bool TryTakeNot()
    {
        int before = Position;
        if (TryTakeWord("not") && Peek() == '(') return true;
        Position = before;
        return false;
    }

    public AttributeName Name()
    {
        ReadOnlySpan<char> word = PeekWord();
        if (word.IsEmpty) throw Error(AtEnd ? "The filter ends where an attribute is expected" : $"An attribute is expected, not '{Peek()}'");
        if (!AttributeNameParser.TryParse(word, out AttributeName? name)) throw Error($"'{word}' is not the name of an attribute");

        Position += word.Length;
        return name!;
    }

    /// <summary>The sub-attribute after a value path, <c>].value</c>; null where no dot follows directly.</summary>
    public string? SubAttribute()
    {
        if (Position >= _text.Length || _text[Position] != '.') return null;

        Position++;
        ReadOnlySpan<char> word = PeekWord();
        if (!AttributeNameParser.IsName(word)) throw Error("The name of a sub-attribute is expected");
        Position += word.Length;
        return word.ToString();
    }

    /// <summary>An operator; null means <c>pr</c>.</summary>
    public FilterOperator? Operator()
    {
        ReadOnlySpan<char> word = PeekWord();
        if (!FilterOperators.TryParse(word, out FilterOperator operation))
        {
            if (TryTakeWord("pr")) return null;
            throw Error(word.IsEmpty ? "An operator is expected" : $"'{word}' is not an operator");
        }

        Position += word.Length;
        return operation;
    }

    /// <summary>A literal; a bare word is a string unless that is not to be taken.</summary>
    public FilterValue Value(bool strict)
    {
        if (Peek() == '"') return FilterValue.String(QuotedString());

        int start = Position;
        int end = start;
        while (end < _text.Length && !char.IsWhiteSpace(_text[end]) && _text[end] is not ('(' or ')' or '[' or ']' or '"')) end++;
        ReadOnlySpan<char> word = _text[start..end];
        if (word.IsEmpty || Is(word, "and") || Is(word, "or")) throw Error("A value is expected");

        Position = end;
        if (Is(word, "true")) return FilterValue.True;
        if (Is(word, "false")) return FilterValue.False;
        if (Is(word, "null")) return FilterValue.Null;
        if (JsonNumber.IsNumber(word)) return FilterValue.Number(word.ToString());
        return strict ? throw Error($"The value {word} has no quotes") : FilterValue.String(word.ToString());
    }

    public readonly ScimException Error(string detail) => ScimException.InvalidFilter(detail, Math.Min(Position, _text.Length));

    private static bool Is(ReadOnlySpan<char> word, string keyword) => word.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    private ReadOnlySpan<char> PeekWord()
    {
        Peek();
        int end = Position;
        while (end < _text.Length && AttributeNameParser.IsUrnCharacter(_text[end])) end++;
        return _text[Position..end];
    }

    private string QuotedString()
    {
        ReadOnlySpan<char> rest = _text[(Position + 1)..];
        int end = rest.IndexOfAny('"', '\\');
        if (end >= 0 && rest[end] == '"' && !rest[..end].ContainsAnyInRange('\0', '\u001F'))
        {
            Position += end + 2;
            return rest[..end].ToString();
        }

        return EscapedString();
    }

    private string EscapedString()
    {
        var content = new StringBuilder();
        int start = Position++;
        while (Position < _text.Length)
        {
            char c = _text[Position];
            if (c < ' ') throw Error("A string must not hold control characters unescaped");
            Position++;
            if (c == '"') return content.ToString();
            if (c == '\\') Escape(content);
            else content.Append(c);
        }

        Position = start;
        throw Error("The string does not end");
    }

    private void Escape(StringBuilder content)
    {
        Position--;
        ReadOnlySpan<char> rest = _text[(Position + 1)..];
        int kind = rest.IsEmpty ? -1 : "\"\\/bfnrt".IndexOf(rest[0]);
        if (kind >= 0)
        {
            content.Append("\"\\/\b\f\n\r\t"[kind]);
            Position += 2;
            return;
        }

        if (!TryHex(rest, out char unit)) throw Error("The string has an escape that JSON does not know");
        if (char.IsSurrogate(unit))
        {
            if (!char.IsHighSurrogate(unit) || rest.Length < 11 || rest[5] != '\\'
                || !TryHex(rest[6..], out char low) || !char.IsLowSurrogate(low))
                throw Error("The string has one half of a surrogate pair");
            content.Append(unit).Append(low);
            Position += 12;
            return;
        }

        content.Append(unit);
        Position += 6;
    }

    private static bool TryHex(ReadOnlySpan<char> escape, out char unit)
    {
        unit = '\0';
        if (escape.Length < 5 || escape[0] != 'u') return false;
        for (int i = 1; i < 5; i++)
        {
            if (!char.IsAsciiHexDigit(escape[i])) return false;
            unit = (char)(unit * 16 + Convert.ToInt32(char.ToString(escape[i]), 16));
        }

        return true;
    }
}
