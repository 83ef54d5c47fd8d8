using System.Globalization;
using System.Text.RegularExpressions;
using Scim.Provisioning.Directories;

namespace Scim.Provisioning.Scopes;

/// <summary>One clause of a scoping filter, checked and ready.</summary>
internal sealed class ScopingClause
{
    // A pattern comes from a file: it must not be able to hold a cycle up.
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);

    private readonly string _attribute;
    private readonly ScopingOperator _operator;
    private readonly string _value;
    private readonly Regex? _pattern;
    private readonly decimal _number;

    /// <summary>Makes a clause; a <see cref="FormatException"/> says what cannot be used.</summary>
    public ScopingClause(string attribute, ScopingOperator op, string? value)
    {
        if (op.NeedsValue() && value is null) throw new FormatException($"the clause on '{attribute}' has no value.");
        _attribute = attribute;
        _operator = op;
        _value = value ?? "";
        if (op is ScopingOperator.RegexMatch or ScopingOperator.NotRegexMatch) _pattern = Pattern(_value);
        bool needsNumber = op is ScopingOperator.GreaterThan or ScopingOperator.GreaterThanOrEquals or ScopingOperator.And or ScopingOperator.NotAnd;
        if (needsNumber && !TryNumber(_value, out _number)) throw new FormatException($"'{value}' is not a number.");
    }

    public bool Matches(AttributeBag attributes)
    {
        if (_operator == ScopingOperator.IsNull) return attributes[_attribute] is null;
        if (attributes[_attribute] is null) return false;
        if (_operator == ScopingOperator.IsNotNull) return true;

        // Filters on multi-valued attributes are not offered by Entra; such a value is no text.
        return attributes.Text(_attribute) is { } text && Compare(text);
    }

    private bool Compare(string text) => _operator switch
    {
        ScopingOperator.Equals => text == _value,
        ScopingOperator.NotEquals => text != _value,
        ScopingOperator.EndsWith => text.EndsWith(_value, StringComparison.Ordinal),
        ScopingOperator.Includes => text.Contains(_value, StringComparison.Ordinal),
        ScopingOperator.IsTrue => string.Equals(text, "true", StringComparison.OrdinalIgnoreCase),
        ScopingOperator.IsFalse => string.Equals(text, "false", StringComparison.OrdinalIgnoreCase),
        ScopingOperator.RegexMatch => _pattern!.IsMatch(text),
        ScopingOperator.NotRegexMatch => !_pattern!.IsMatch(text),
        ScopingOperator.GreaterThan => TryNumber(text, out decimal number) && number > _number,
        ScopingOperator.GreaterThanOrEquals => TryNumber(text, out decimal number) && number >= _number,
        ScopingOperator.And => TryNumber(text, out decimal number) && HoldsBits(number),
        ScopingOperator.NotAnd => TryNumber(text, out decimal number) && !HoldsBits(number),
        _ => false,
    };

    private bool HoldsBits(decimal number) => ((long)number & (long)_number) == (long)_number;

    private static bool TryNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out number)
        && number is >= long.MinValue and <= long.MaxValue;

    private static Regex Pattern(string value)
    {
        try
        {
            return new Regex($"^(?:{value})\\z", RegexOptions.CultureInvariant, MatchTimeout);
        }
        catch (ArgumentException problem)
        {
            throw new FormatException($"'{value}' is not a regular expression: {problem.Message}", problem);
        }
    }
}
