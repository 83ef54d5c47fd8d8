using System.Text;
using System.Text.RegularExpressions;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Query;

/// <summary>From PCRE, which MongoDB uses, to .NET: the flags, and \d, \w, \s, \b of ASCII.</summary>
internal static class RegexTranslation
{
    private static readonly (string Name, string Members)[] PosixClasses =
    [
        ("[:alpha:]", "A-Za-z"), ("[:digit:]", "0-9"), ("[:alnum:]", "A-Za-z0-9"), ("[:upper:]", "A-Z"), ("[:lower:]", "a-z"),
        ("[:space:]", " \\t-\\r"), ("[:blank:]", " \\t"), ("[:punct:]", "!-/:-@\\[-`{-~"), ("[:xdigit:]", "0-9A-Fa-f"), ("[:word:]", "A-Za-z0-9_"),
    ];

    public static Regex Compile(string pattern, string options)
    {
        try
        {
            return new Regex(AsciiClasses(pattern), Flags(options));
        }
        catch (ArgumentException error)
        {
            throw CommandException.Location(51091, $"Regular expression is invalid: {error.Message}");
        }
    }

    private static RegexOptions Flags(string options)
    {
        RegexOptions flags = RegexOptions.CultureInvariant;
        if (options.Contains('i')) flags |= RegexOptions.IgnoreCase;
        if (options.Contains('m')) flags |= RegexOptions.Multiline;
        if (options.Contains('s')) flags |= RegexOptions.Singleline;
        if (options.Contains('x')) flags |= RegexOptions.IgnorePatternWhitespace;
        return flags;
    }

    private static string AsciiClasses(string pattern)
    {
        if (!pattern.Contains('\\') && !pattern.Contains("[:", StringComparison.Ordinal)) return pattern;

        var result = new StringBuilder(pattern.Length);
        bool inSet = false;
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                result.Append(Escape(pattern[++i], inSet));
                continue;
            }

            if (inSet && c == '[' && Posix(pattern, i) is var (members, length))
            {
                result.Append(members);
                i += length - 1;
                continue;
            }

            inSet = c == '[' || (inSet && c != ']');
            result.Append(c);
        }

        return result.ToString();
    }

    /// <summary>The members of [:name:] within a set, and how long it is written.</summary>
    private static (string Members, int Length)? Posix(string pattern, int at)
    {
        foreach ((string name, string members) in PosixClasses)
        {
            if (string.CompareOrdinal(pattern, at, name, 0, name.Length) == 0) return (members, name.Length);
        }

        return null;
    }

    private static string Escape(char escaped, bool inSet) => (escaped, inSet) switch
    {
        ('d', false) => "[0-9]",
        ('D', false) => "[^0-9]",
        ('w', false) => "[A-Za-z0-9_]",
        ('W', false) => "[^A-Za-z0-9_]",
        ('s', false) => "[ \\t-\\r]",
        ('S', false) => "[^ \\t-\\r]",
        ('d', true) => "0-9",
        ('w', true) => "A-Za-z0-9_",
        ('s', true) => " \\t-\\r",
        _ => $"\\{escaped}",
    };
}
