using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Scim.Provisioning.Requests;

/// <summary>
/// The query of a lookup as Entra writes it: form-urlencoded with raw quotes and brackets,
/// <c>Users?filter=userName+eq+"dale.mohr%40romaguera.uk"</c>.
/// </summary>
internal static class LookupQuery
{
    private const string Raw = "-_.~\"[]:";

    public static string Users(string attribute, object value) => $"Users?filter={Encode(Filter(attribute, value))}";

    public static string Groups(string attribute, object value) =>
        $"Groups?excludedAttributes=members&filter={Encode(Filter(attribute, value))}";

    // Strings are JSON strings: a quote or a backslash of the value is escaped for the filter first.
    private static string Filter(string attribute, object value) => value switch
    {
        bool flag => $"{attribute} eq {(flag ? "true" : "false")}",
        string text => $"{attribute} eq \"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"",
        _ => $"{attribute} eq {value}",
    };

    private static string Encode(string filter)
    {
        var encoded = new StringBuilder();
        foreach (byte octet in Encoding.UTF8.GetBytes(filter))
        {
            char c = (char)octet;
            if (c == ' ') encoded.Append('+');
            else if (char.IsAsciiLetterOrDigit(c) || Raw.Contains(c, StringComparison.Ordinal)) encoded.Append(c);
            else encoded.Append('%').Append(octet.ToString("X2"));
        }

        return encoded.ToString();
    }
}
