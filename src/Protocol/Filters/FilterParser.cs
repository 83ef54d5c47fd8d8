using Scim.Protocol.Errors;
using Scim.Protocol.Paths;

namespace Scim.Protocol.Filters;

/// <summary>
/// Reads filters, RFC 7644 section 3.4.2.2, by recursive descent; precedence is grouping, not, and, or. Names stay as
/// written, for a schema to resolve. Every error is 400 invalidFilter with its offset.
/// <para>
/// Beyond the grammar it takes what clients send: a value without quotes (<c>externalId eq jyoung</c>), and a value
/// path that is compared, <c>emails[type eq "work"].value eq "x"</c>, which reads as
/// <c>emails[type eq "work" and value eq "x"]</c>; without a sub-attribute <c>value</c> is meant.
/// </para>
/// </summary>
public static class FilterParser
{
    /// <summary>The longest filter taken, in UTF-16 units.</summary>
    public const int MaxLength = 16_384;

    /// <summary>The deepest nesting of parentheses, brackets and not.</summary>
    public const int MaxDepth = 32;

    /// <summary>The most comparisons in one filter.</summary>
    public const int MaxTerms = 500;

    /// <summary>Reads a whole filter.</summary>
    /// <param name="text">For example <c>userName eq "bjensen" and active eq true</c>.</param>
    /// <param name="strict">Whether only the RFC's grammar is taken.</param>
    public static FilterExpression Parse(ReadOnlySpan<char> text, bool strict = false)
    {
        var reader = Start(text, 0, inValuePath: false, strict);
        FilterExpression filter = reader.Or(0);
        if (!reader.Lexer.AtEnd) throw reader.Lexer.Error($"'{reader.Lexer.Peek()}' is not expected after a complete filter");
        return filter;
    }

    /// <summary>Reads the filter inside brackets, from <paramref name="start"/> to the closing bracket.</summary>
    internal static FilterExpression ParseValueFilter(ReadOnlySpan<char> text, int start, out int end, bool strict = false)
    {
        var reader = Start(text, start, inValuePath: true, strict);
        FilterExpression filter = reader.Or(1);
        if (!reader.Lexer.TryTake(']')) throw reader.Lexer.Error("The value filter does not end with ']'");
        end = reader.Lexer.Position;
        return filter;
    }

    private static Reader Start(ReadOnlySpan<char> text, int start, bool inValuePath, bool strict)
    {
        if (text.Length > MaxLength) throw ScimException.InvalidFilter($"The filter is longer than {MaxLength} characters.");
        return new Reader(new FilterLexer(text, start), inValuePath, strict);
    }

    private ref struct Reader(FilterLexer lexer, bool inValuePath, bool strict)
    {
        public FilterLexer Lexer = lexer;
        private bool _inValuePath = inValuePath;
        private readonly bool _strict = strict;
        private int _terms;

        public FilterExpression Or(int depth)
        {
            FilterExpression first = And(depth);
            if (!Lexer.TryTakeWord("or")) return first;

            var operands = new List<FilterExpression>();
            Flatten(operands, first);
            do Flatten(operands, And(depth));
            while (Lexer.TryTakeWord("or"));
            return new OrFilter(operands.ToArray());

            static void Flatten(List<FilterExpression> operands, FilterExpression operand)
            {
                if (operand is OrFilter nested) operands.AddRange(nested.Operands);
                else operands.Add(operand);
            }
        }

        private FilterExpression And(int depth)
        {
            FilterExpression first = Factor(depth);
            if (!Lexer.TryTakeWord("and")) return first;

            var operands = new List<FilterExpression>();
            Flatten(operands, first);
            do Flatten(operands, Factor(depth));
            while (Lexer.TryTakeWord("and"));
            return new AndFilter(operands.ToArray());

            static void Flatten(List<FilterExpression> operands, FilterExpression operand)
            {
                if (operand is AndFilter nested) operands.AddRange(nested.Operands);
                else operands.Add(operand);
            }
        }

        private FilterExpression Factor(int depth)
        {
            if (depth > MaxDepth) throw Lexer.Error($"The filter nests deeper than {MaxDepth} levels");

            bool negated = Lexer.TryTakeNot();
            if (!Lexer.TryTake('(')) return Term(depth);

            FilterExpression group = Or(depth + 1);
            if (!Lexer.TryTake(')')) throw Lexer.Error("')' is expected");
            return negated ? new NotFilter(group) : group;
        }

        private FilterExpression Term(int depth)
        {
            if (++_terms > MaxTerms) throw Lexer.Error($"The filter has more than {MaxTerms} comparisons");

            AttributeName name = Lexer.Name();
            return Lexer.TryTake('[') ? ValuePath(name, depth) : Comparison(name);
        }

        private FilterExpression Comparison(AttributeName name) =>
            Lexer.Operator() is { } operation
                ? new CompareFilter(name, operation, Lexer.Value(_strict))
                : new PresentFilter(name);

        private ValuePathFilter ValuePath(AttributeName name, int depth)
        {
            if (_inValuePath) throw Lexer.Error("A value path must not stand inside a value path");
            if (name.SubAttribute is not null) throw Lexer.Error("A value path belongs to an attribute, not to a sub-attribute");

            _inValuePath = true;
            FilterExpression filter = Or(depth + 1);
            if (!Lexer.TryTake(']')) throw Lexer.Error("']' is expected");
            _inValuePath = false;

            string? sub = Lexer.SubAttribute();
            if (sub is null && !ComparisonFollows()) return new ValuePathFilter(name, filter);
            if (_strict) throw Lexer.Error("A value path is not compared: the comparison belongs into its brackets");

            FilterExpression compared = Comparison(new AttributeName(null, sub ?? "value", null));
            FilterExpression[] operands = filter is AndFilter and ? [.. and.Operands, compared] : [filter, compared];
            return new ValuePathFilter(name, new AndFilter(operands));
        }

        private bool ComparisonFollows()
        {
            FilterLexer ahead = Lexer;
            if (ahead.AtEnd || ahead.Peek() is ')' or ']') return false;
            return !ahead.TryTakeWord("and") && !ahead.TryTakeWord("or");
        }
    }
}
