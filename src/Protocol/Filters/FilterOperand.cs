using System.Globalization;
using System.Text;
using Google.Protobuf;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;
using Scim.Protocol.Text;

namespace Scim.Protocol.Filters;

/// <summary>The value of a comparison in the type of its attribute.</summary>
public sealed record FilterOperand
{
    private FilterOperand(object value) => Value = value;

    /// <summary>
    /// The value boxed: <see cref="string"/> for strings and references, <see cref="bool"/>, <see cref="long"/> or
    /// <see cref="double"/> for integers and decimals, <see cref="DateTimeOffset"/>, <see cref="ByteString"/>.
    /// </summary>
    public object Value { get; }

    /// <summary>A string as it is compared: folded (<see cref="CaseFold"/>) unless the attribute is caseExact; "" for other types.</summary>
    public string Text { get; private init; } = "";

    internal bool Boolean { get; private init; }

    internal long? Integer { get; private init; }

    internal double Decimal { get; private init; }

    internal DateTimeOffset DateTime { get; private init; }

    internal ByteString Binary { get; private init; } = ByteString.Empty;

    /// <summary>
    /// Reads a literal as a value of an attribute; null where it is none. Clients quote Booleans and numbers, and leave
    /// quotes out: both are read for what they mean.
    /// </summary>
    internal static FilterOperand? Read(ScimAttribute attribute, FilterValue literal) => attribute.Type switch
    {
        AttributeType.String or AttributeType.Reference =>
            new(literal.Text) { Text = attribute.CaseExact ? literal.Text : CaseFold.Fold(literal.Text) },
        AttributeType.Boolean => bool.TryParse(literal.Text, out bool value) ? new(value) { Boolean = value } : null,
        AttributeType.Integer or AttributeType.Decimal => ReadNumber(literal.Text),
        AttributeType.DateTime => ReadDateTime(literal.Text),
        AttributeType.Binary => ReadBinary(literal.Text),
        _ => null,
    };

    internal static FilterOperand OfText(string text) => new(text) { Text = text };

    private static FilterOperand? ReadNumber(string text)
    {
        if (!JsonNumber.IsNumber(text))
        {
            return null;
        }

        double number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer)
            ? new(integer) { Integer = integer, Decimal = number }
            : new(number) { Decimal = number };
    }

    private static FilterOperand? ReadDateTime(string text) =>
        text.Length <= 64 && DateTimeText.TryParse(Encoding.UTF8.GetBytes(text), out DateTimeOffset time)
            ? new(time) { DateTime = time }
            : null;

    private static FilterOperand? ReadBinary(string text)
    {
        string padded = text.PadRight((text.Length + 3) / 4 * 4, '=');
        byte[] bytes = new byte[padded.Length / 4 * 3];
        if (!Convert.TryFromBase64String(padded, bytes, out int written))
        {
            return null;
        }

        ByteString binary = ByteString.CopyFrom(bytes, 0, written);
        return new(binary) { Binary = binary };
    }
}
