using System.Text;

namespace Scim.Provisioning.Mappings;

/// <summary>
/// Reads Entra's expressions: <c>Function(argument, …)</c>, <c>[attribute]</c>, <c>"text"</c> (with <c>\"</c> or a doubled
/// quote inside), numbers, <c>True</c>, <c>False</c>; an argument left out is null. Errors name the place.
/// </summary>
internal sealed class ExpressionParser
{
    private const int MaxDepth = 20;

    private readonly string _text;
    private int _position;

    private ExpressionParser(string text) => _text = text;

    /// <summary>Reads a whole expression; a <see cref="FormatException"/> says what is wrong and where.</summary>
    public static MappingExpression Parse(string text)
    {
        var parser = new ExpressionParser(text);
        MappingExpression expression = parser.Expression(0);
        parser.SkipSpace();
        return parser._position == text.Length ? expression : throw parser.Error("nothing may follow the expression");
    }

    private MappingExpression Expression(int depth)
    {
        if (depth > MaxDepth) throw Error($"functions are nested deeper than {MaxDepth}");
        SkipSpace();
        char c = Peek();
        if (c == '[') return Attribute();
        if (c == '"') return new LiteralExpression(Quoted());
        if (!char.IsAsciiLetterOrDigit(c) && c != '-') throw Error("an attribute, a text or a function is expected");

        int start = _position;
        while (char.IsAsciiLetterOrDigit(Peek()) || Peek() is '.' or '-') _position++;
        string word = _text[start.._position];
        SkipSpace();
        return Peek() == '(' ? Call(word, depth) : Constant(word, start);
    }

    private AttributeExpression Attribute()
    {
        int end = _text.IndexOf(']', _position);
        if (end < 0) throw Error("']' is missing");
        string name = _text[(_position + 1)..end].Trim();
        if (name.Length == 0) throw Error("the attribute's name is empty");
        _position = end + 1;
        return new AttributeExpression(name);
    }

    private string Quoted()
    {
        var value = new StringBuilder();
        for (_position++; _position < _text.Length; _position++)
        {
            char c = _text[_position];
            bool escaped = c == '\\' && _position + 1 < _text.Length && _text[_position + 1] is '"' or '\\';
            bool doubled = c == '"' && _position + 1 < _text.Length && _text[_position + 1] == '"';
            if (escaped || doubled)
            {
                value.Append(_text[++_position]);
            }
            else if (c == '"')
            {
                _position++;
                return value.ToString();
            }
            else
            {
                value.Append(c);
            }
        }

        throw Error("a quote is not closed");
    }

    private static LiteralExpression Constant(string word, int start) => word switch
    {
        _ when word.Equals("true", StringComparison.OrdinalIgnoreCase) => new LiteralExpression(true),
        _ when word.Equals("false", StringComparison.OrdinalIgnoreCase) => new LiteralExpression(false),
        _ when word.Equals("null", StringComparison.OrdinalIgnoreCase) => new LiteralExpression(null),
        _ when double.TryParse(word, out _) => new LiteralExpression(word),
        _ => throw new FormatException($"'{word}' at {start} is neither a function call, an [attribute] nor a \"text\"."),
    };

    private FunctionExpression Call(string name, int depth)
    {
        MappingFunction function = MappingFunctions.Find(name)
            ?? throw Error($"there is no function '{name}'; there are {string.Join(", ", MappingFunctions.Names)}");
        var arguments = new List<MappingExpression>();
        _position++;
        SkipSpace();
        if (Peek() == ')')
        {
            _position++;
        }
        else
        {
            while (Argument(arguments, depth))
            {
            }
        }

        return arguments.Count >= function.Least && arguments.Count <= function.Most
            ? new FunctionExpression(function, arguments)
            : throw Error($"{function.Name} does not take {arguments.Count} arguments");
    }

    // Reads one argument and what ends it; false after the last.
    private bool Argument(List<MappingExpression> arguments, int depth)
    {
        SkipSpace();
        arguments.Add(Peek() is ',' or ')' ? new LiteralExpression(null) : Expression(depth + 1));
        SkipSpace();
        char end = Peek();
        if (end is not (',' or ')')) throw Error("',' or ')' is expected");
        _position++;
        return end == ',';
    }

    private char Peek() => _position < _text.Length ? _text[_position] : '\0';

    private void SkipSpace()
    {
        while (char.IsWhiteSpace(Peek())) _position++;
    }

    private FormatException Error(string problem) => new($"{problem} (at {_position} of '{_text}').");
}
