using System.Text;
using MongoDB.Bson;
using Scim.Protocol.Filters;
using Scim.Protocol.Text;

namespace Scim.Storage.Filters;

/// <summary>
/// Regular expressions that match at least what a comparison of folded texts matches. The database does not fold as
/// we do, so letters of ASCII match in each of the characters that fold to them, and whatever is not ASCII, which
/// may be stored in one code point or in several, matches anything; the evaluator decides afterwards.
/// </summary>
internal static class TextPattern
{
    // Used by the initializer below: the order matters.
    private static readonly Dictionary<char, string> Sources = Enumerable.Range(1, char.MaxValue)
        .Where(code => !char.IsSurrogate((char)code))
        .Select(code => (Source: (char)code, Folded: CaseFold.Fold(((char)code).ToString())))
        .Where(item => item.Folded.Length == 1 && item.Folded[0] < 128 && item.Folded[0] != item.Source)
        .GroupBy(item => item.Folded[0])
        .ToDictionary(group => group.Key, group => string.Concat(group.Select(item => item.Source)));

    private static readonly string[] Ascii = [.. Enumerable.Range(0, 128).Select(code => Class((char)code))];

    /// <summary>The condition for a folded text.</summary>
    public static BsonRegularExpression Folded(FilterOperator operation, string folded)
    {
        var pattern = new StringBuilder();
        bool wild = false;
        foreach (char c in folded)
        {
            if (c is < (char)128 and not '\0') pattern.Append(Ascii[c]);
            else if (!wild) pattern.Append(".*");
            wild = c is >= (char)128 or '\0';
        }

        return Anchor(operation, pattern.ToString());
    }

    /// <summary>The condition for a text whose case counts.</summary>
    public static BsonRegularExpression Exact(FilterOperator operation, string text)
    {
        var pattern = new StringBuilder();
        foreach (char c in text)
        {
            if (c == '\0') pattern.Append(".*");
            else pattern.Append(Escape(c));
        }

        return Anchor(operation, pattern.ToString());
    }

    private static BsonRegularExpression Anchor(FilterOperator operation, string pattern) => new(
        operation switch
        {
            FilterOperator.Equal => $"^{pattern}$",
            FilterOperator.StartsWith => $"^{pattern}",
            FilterOperator.EndsWith => $"{pattern}$",
            _ => pattern,
        },
        "s");

    // An ASCII character with every single character that folds to it: k has K and the Kelvin sign.
    private static string Class(char folded)
    {
        if (!Sources.TryGetValue(folded, out string? sources)) return Escape(folded);
        return $"[{Escape(folded)}{sources}]";
    }

    private static string Escape(char c) => c is < (char)128 && !char.IsAsciiLetterOrDigit(c) && c > ' ' && c != '_' ? $"\\{c}" : c.ToString();
}
