using System.Text;
using Scim.Protocol.Paths;

namespace Scim.Protocol.Filters;

/// <summary>
/// A filter as a tree, RFC 7644 section 3.4.2.2, immutable, without a schema. <c>ToString()</c> gives the filter in
/// the RFC's own grammar: lower-case operators, quoted strings, parentheses where precedence needs them; parsing that
/// text gives the same text again.
/// </summary>
public abstract record FilterExpression
{
    private protected FilterExpression()
    {
    }

    /// <summary>The filter's canonical text.</summary>
    public sealed override string ToString()
    {
        var text = new StringBuilder();
        AppendTo(text);
        return text.ToString();
    }

    internal abstract void AppendTo(StringBuilder text);

    private protected static void AppendJoined(StringBuilder text, IReadOnlyList<FilterExpression> operands, string separator, bool group)
    {
        for (int i = 0; i < operands.Count; i++)
        {
            if (i > 0) text.Append(separator);
            bool parentheses = group && operands[i] is OrFilter;
            if (parentheses) text.Append('(');
            operands[i].AppendTo(text);
            if (parentheses) text.Append(')');
        }
    }

    private protected static bool SameOperands(IReadOnlyList<FilterExpression> left, IReadOnlyList<FilterExpression>? right) =>
        right is not null && left.SequenceEqual(right);
}

/// <summary><c>a and b and …</c></summary>
/// <param name="Operands">Two or more.</param>
public sealed record AndFilter(IReadOnlyList<FilterExpression> Operands) : FilterExpression
{
    /// <inheritdoc/>
    public bool Equals(AndFilter? other) => SameOperands(Operands, other?.Operands);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(1, Operands.Count, Operands[0]);

    internal override void AppendTo(StringBuilder text) => AppendJoined(text, Operands, " and ", group: true);
}

/// <summary><c>a or b or …</c></summary>
/// <param name="Operands">Two or more.</param>
public sealed record OrFilter(IReadOnlyList<FilterExpression> Operands) : FilterExpression
{
    /// <inheritdoc/>
    public bool Equals(OrFilter? other) => SameOperands(Operands, other?.Operands);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(2, Operands.Count, Operands[0]);

    internal override void AppendTo(StringBuilder text) => AppendJoined(text, Operands, " or ", group: false);
}

/// <summary><c>not (a)</c></summary>
/// <param name="Operand">What is negated.</param>
public sealed record NotFilter(FilterExpression Operand) : FilterExpression
{
    internal override void AppendTo(StringBuilder text)
    {
        text.Append("not (");
        Operand.AppendTo(text);
        text.Append(')');
    }
}

/// <summary><c>name op value</c></summary>
/// <param name="Name">The attribute.</param>
/// <param name="Operator">The comparison.</param>
/// <param name="Value">The literal.</param>
public sealed record CompareFilter(AttributeName Name, FilterOperator Operator, FilterValue Value) : FilterExpression
{
    internal override void AppendTo(StringBuilder text)
    {
        text.Append(Name).Append(' ').Append(Operator.ToScim()).Append(' ');
        Value.AppendTo(text);
    }
}

/// <summary><c>name pr</c></summary>
/// <param name="Name">The attribute.</param>
public sealed record PresentFilter(AttributeName Name) : FilterExpression
{
    internal override void AppendTo(StringBuilder text) => text.Append(Name).Append(" pr");
}

/// <summary><c>name[filter]</c>: one element of a multi-valued complex attribute matches the whole filter.</summary>
/// <param name="Name">The attribute, without a sub-attribute.</param>
/// <param name="Filter">The filter, whose names are sub-attributes.</param>
public sealed record ValuePathFilter(AttributeName Name, FilterExpression Filter) : FilterExpression
{
    internal override void AppendTo(StringBuilder text)
    {
        text.Append(Name).Append('[');
        Filter.AppendTo(text);
        text.Append(']');
    }
}
