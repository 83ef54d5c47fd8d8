using System.Text;

namespace Scim.EmbeddedMongo.Query;

/// <summary>The literal text that an anchored pattern begins with; it gives the range of an index to read.</summary>
internal static class RegexPrefix
{
    private const string Special = "\\^$.[]|()?*+{}";

    /// <summary>The prefix, and whether the pattern asks nothing more.</summary>
    public static (string Prefix, bool IsWhole) Of(string pattern, string options)
    {
        if (!pattern.StartsWith('^') || options.AsSpan().IndexOfAny("imx") >= 0 || HasAlternatives(pattern)) return ("", false);

        var prefix = new StringBuilder();
        int at = 1;
        while (at < pattern.Length && Literal(pattern, at) is (char literal, int length))
        {
            prefix.Append(literal);
            at += length;
        }

        if (at == pattern.Length) return (prefix.ToString(), true);

        // a quantifier belongs to the last character, which may then be absent
        bool optional = pattern[at] is '?' or '*' or '{';
        if (optional && prefix.Length > 0) prefix.Length--;
        return (prefix.ToString(), !optional && at == pattern.Length - 2 && pattern[at..] == ".*" && prefix.Length > 0);
    }

    private static (char Literal, int Length)? Literal(string pattern, int at)
    {
        char first = pattern[at];
        if (char.IsSurrogate(first)) return null;
        if (first != '\\') return Special.Contains(first) ? null : (first, 1);

        // only escaped punctuation stands for itself
        bool escaped = at + 1 < pattern.Length && char.IsAscii(pattern[at + 1]) && !char.IsLetterOrDigit(pattern[at + 1]);
        return escaped ? (pattern[at + 1], 2) : null;
    }

    private static bool HasAlternatives(string pattern) => pattern.Contains('|') || pattern.Contains("\\Q", StringComparison.Ordinal);
}
