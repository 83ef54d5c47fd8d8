using System.Buffers.Text;
using System.Globalization;
using System.Text.Unicode;
using Scim.Protocol.Errors;

namespace Scim.Protocol.Json;

/// <summary>
/// Whether the strings of a JSON text are text (RFC 8259 sections 8.1 and 8.2): bytes that are no UTF-8 and halves of
/// surrogate pairs pass a parser, and throw when somebody asks for the string.
/// </summary>
public static class JsonUnicode
{
    private const int EscapeLength = 6;

    /// <summary>Refuses what is no text. It need not be JSON.</summary>
    /// <exception cref="ScimException">invalidSyntax: not UTF-8, or half a surrogate pair.</exception>
    public static void Require(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json)) throw ScimException.InvalidSyntax("The JSON is not valid UTF-8.");
        int at = 0;
        while (json[at..].IndexOf((byte)'\\') is >= 0 and var found)
        {
            at += found;
            if (Unit(json[at..]) is not { } unit || !char.IsSurrogate(unit))
            {
                at = Math.Min(at + 2, json.Length);
                continue;
            }

            bool pair = char.IsHighSurrogate(unit) && Unit(json[(at + EscapeLength)..]) is { } next && char.IsLowSurrogate(next);
            if (!pair) throw ScimException.InvalidSyntax(string.Create(CultureInfo.InvariantCulture, $"The escape at byte {at} is half a surrogate pair."));
            at += 2 * EscapeLength;
        }
    }

    /// <summary>The UTF-16 unit that an escape at the beginning stands for; null where there is none.</summary>
    private static char? Unit(ReadOnlySpan<byte> json) =>
        json.Length >= EscapeLength && json.StartsWith("\\u"u8) && Utf8Parser.TryParse(json[2..EscapeLength], out ushort unit, out int length, 'x') && length == 4
            ? (char)unit
            : null;
}
