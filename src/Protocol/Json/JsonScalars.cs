using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Json;

/// <summary>
/// Reads the token that a reader is at as a value of a simple attribute. "" is unassigned, so null; Booleans and
/// numbers may be given as strings; what does not fit throws invalidValue naming the attribute.
/// </summary>
internal static class JsonScalars
{
    /// <summary>The value boxed, or null.</summary>
    public static object? Read(ref Utf8JsonReader reader, ScimAttribute attribute) => attribute.Type switch
    {
        AttributeType.Boolean => ReadBoolean(ref reader, attribute),
        AttributeType.Integer => ReadInteger(ref reader, attribute),
        AttributeType.Decimal => ReadDecimal(ref reader, attribute),
        AttributeType.DateTime => ReadDateTime(ref reader, attribute),
        AttributeType.Binary => ReadBinary(ref reader, attribute),
        _ => ReadString(ref reader, attribute),
    };

    /// <summary>Reads the value straight into an owner, unboxed; "" unassigns.</summary>
    public static void Read(ref Utf8JsonReader reader, ScimAttribute attribute, object owner)
    {
        switch (attribute.Type)
        {
            case AttributeType.String or AttributeType.Reference when ReadString(ref reader, attribute) is { } text:
                attribute.Accessor.SetString(owner, text);
                break;
            case AttributeType.Boolean when ReadBoolean(ref reader, attribute) is { } boolean:
                attribute.Accessor.SetBoolean(owner, boolean);
                break;
            case AttributeType.Integer when ReadInteger(ref reader, attribute) is { } integer:
                attribute.Accessor.SetInteger(owner, integer);
                break;
            case AttributeType.Decimal when ReadDecimal(ref reader, attribute) is { } number:
                attribute.Accessor.SetDecimal(owner, number);
                break;
            case AttributeType.DateTime when ReadDateTime(ref reader, attribute) is { } time:
                attribute.Accessor.SetDateTime(owner, time);
                break;
            case AttributeType.Binary when ReadBinary(ref reader, attribute) is { } binary:
                attribute.Accessor.SetBinary(owner, binary);
                break;
            default:
                attribute.Accessor.Clear(owner);
                break;
        }
    }

    /// <summary>The string that the reader is at.</summary>
    /// <exception cref="ScimException">invalidSyntax: not UTF-8, or half a surrogate pair.</exception>
    public static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw ScimException.InvalidSyntax($"The string at byte {reader.TokenStartIndex} is not valid Unicode.", error);
        }
    }

    /// <summary>The error of a token that cannot be a value of an attribute.</summary>
    public static ScimException Unexpected(ref Utf8JsonReader reader, ScimAttribute attribute) =>
        ScimException.InvalidValue($"{attribute.Path}: {Expected(attribute)} was expected, not {Found(reader.TokenType)}.");

    private static string? ReadString(ref Utf8JsonReader reader, ScimAttribute attribute)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw Unexpected(ref reader, attribute);
        }

        if (reader.ValueSpan.IsEmpty)
        {
            return null;
        }

        if (!reader.ValueIsEscaped)
        {
            foreach (string canonical in attribute.CanonicalValueArray)
            {
                if (Ascii.Equals(reader.ValueSpan, canonical))
                {
                    return canonical;
                }
            }
        }

        return Text(ref reader);
    }

    private static bool? ReadBoolean(ref Utf8JsonReader reader, ScimAttribute attribute) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.String when reader.ValueSpan.IsEmpty => null,
        JsonTokenType.String when Ascii.EqualsIgnoreCase(reader.ValueSpan, "true") => true,
        JsonTokenType.String when Ascii.EqualsIgnoreCase(reader.ValueSpan, "false") => false,
        _ => throw Unexpected(ref reader, attribute),
    };

    private static long? ReadInteger(ref Utf8JsonReader reader, ScimAttribute attribute)
    {
        if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty)
        {
            return null;
        }

        return reader.TokenType is JsonTokenType.Number or JsonTokenType.String
            && Utf8Parser.TryParse(reader.ValueSpan, out long value, out int length) && length == reader.ValueSpan.Length
            ? value
            : throw Unexpected(ref reader, attribute);
    }

    private static double? ReadDecimal(ref Utf8JsonReader reader, ScimAttribute attribute)
    {
        if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty)
        {
            return null;
        }

        return reader.TokenType is JsonTokenType.Number or JsonTokenType.String
            && Utf8Parser.TryParse(reader.ValueSpan, out double value, out int length) && length == reader.ValueSpan.Length
            && double.IsFinite(value)
            ? value
            : throw Unexpected(ref reader, attribute);
    }

    private static DateTimeOffset? ReadDateTime(ref Utf8JsonReader reader, ScimAttribute attribute)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw Unexpected(ref reader, attribute);
        }

        if (reader.ValueSpan.IsEmpty)
        {
            return null;
        }

        // A date has nothing to escape but a slash nobody writes; the few who escape a plus pay for the copy.
        ReadOnlySpan<byte> text = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(Text(ref reader)) : reader.ValueSpan;
        return DateTimeText.TryParse(text, out DateTimeOffset value) ? value : throw Unexpected(ref reader, attribute);
    }

    // RFC 7643 section 2.3.6: base64, where the padding may be left out.
    private static ByteString? ReadBinary(ref Utf8JsonReader reader, ScimAttribute attribute)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw Unexpected(ref reader, attribute);
        }

        if (reader.ValueSpan.IsEmpty)
        {
            return null;
        }

        byte[] text = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(Text(ref reader)) : reader.ValueSpan.ToArray();
        int missing = -(text.Length - text.AsSpan().Count((byte)'\n') - text.AsSpan().Count((byte)'\r')) & 3;
        if (missing > 0)
        {
            int length = text.Length;
            Array.Resize(ref text, length + missing);
            text.AsSpan(length).Fill((byte)'=');
        }

        return Base64.DecodeFromUtf8InPlace(text, out int written) == OperationStatus.Done
            ? ByteString.CopyFrom(text, 0, written)
            : throw Unexpected(ref reader, attribute);
    }

    private static string Expected(ScimAttribute attribute) => attribute.Type switch
    {
        AttributeType.Boolean => "true or false",
        AttributeType.Integer => "an integer",
        AttributeType.Decimal => "a number",
        AttributeType.DateTime => "a dateTime such as 2011-08-01T18:29:49Z",
        AttributeType.Binary => "a string in base64",
        AttributeType.Complex => "an object",
        _ => "a string",
    };

    private static string Found(JsonTokenType token) => token switch
    {
        JsonTokenType.String => "this string",
        JsonTokenType.Number => "this number",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.Null => "null",
        _ => "true or false",
    };
}
