using System.Globalization;
using System.Text;

namespace Scim.Protocol.Filters;

/// <summary>
/// The value that a filter compares with: a JSON literal (RFC 7644 section 3.4.2.2, <c>compValue</c>). A date, a
/// reference or a binary value is a string until a schema says what it is.
/// </summary>
public sealed record FilterValue
{
    private FilterValue(FilterValueKind kind, string text)
    {
        Kind = kind;
        Text = text;
    }

    /// <summary>What the literal is.</summary>
    public FilterValueKind Kind { get; }

    /// <summary>
    /// A string's content; a number as it was written, so that no digit is lost; <c>true</c>, <c>false</c> or <c>null</c>.
    /// </summary>
    public string Text { get; }

    /// <summary>true</summary>
    public static FilterValue True { get; } = new(FilterValueKind.Boolean, "true");

    /// <summary>false</summary>
    public static FilterValue False { get; } = new(FilterValueKind.Boolean, "false");

    /// <summary>null</summary>
    public static FilterValue Null { get; } = new(FilterValueKind.Null, "null");

    /// <summary>A string literal.</summary>
    public static FilterValue String(string content) => new(FilterValueKind.String, content);

    /// <summary>A number literal as JSON writes it.</summary>
    public static FilterValue Number(string literal) => new(FilterValueKind.Number, literal);

    /// <summary>A boolean literal.</summary>
    public static FilterValue Boolean(bool value) => value ? True : False;

    /// <summary>The literal as JSON.</summary>
    public override string ToString()
    {
        if (Kind != FilterValueKind.String) return Text;

        var json = new StringBuilder(Text.Length + 2);
        AppendTo(json);
        return json.ToString();
    }

    internal void AppendTo(StringBuilder json)
    {
        if (Kind != FilterValueKind.String)
        {
            json.Append(Text);
            return;
        }

        json.Append('"');
        foreach (char c in Text)
        {
            if (c is '"' or '\\') json.Append('\\').Append(c);
            else if (c < ' ') json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else json.Append(c);
        }

        json.Append('"');
    }
}
