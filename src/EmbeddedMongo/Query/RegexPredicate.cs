using System.Text;
using System.Text.RegularExpressions;
using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Query;

/// <summary>A regular expression on strings; a stored regular expression matches when it is the same one.</summary>
internal sealed class RegexPredicate : ValuePredicate
{
    private readonly Regex? _regex;
    private readonly byte[]? _literalPrefix;
    private readonly byte[] _same;

    public RegexPredicate(string pattern, string options)
    {
        Pattern = pattern;
        if (pattern.Contains('\0')) throw CommandException.BadValue("Regular expression cannot contain an embedded null byte");

        _same = BsonMaterializer.Wrap(new BsonRegularExpression(pattern, options));
        (string prefix, bool wholePattern) = RegexPrefix.Of(pattern, options);
        Prefix = prefix;
        PrefixIsWhole = wholePattern && prefix.Length > 0;
        if (PrefixIsWhole) _literalPrefix = Encoding.UTF8.GetBytes(prefix);
        else _regex = RegexTranslation.Compile(pattern, options);
    }

    public string Pattern { get; }

    /// <summary>The text that every match begins with, empty where there is none.</summary>
    public string Prefix { get; }

    /// <summary>Whether beginning with the prefix is all that is asked.</summary>
    public bool PrefixIsWhole { get; }

    public override bool Matches(BsonSlice value)
    {
        switch (value.Type)
        {
            case BsonType.String or BsonType.Symbol:
                return _literalPrefix is not null ? value.AsUtf8.StartsWith(_literalPrefix) : Matches(value.AsUtf8);
            case BsonType.RegularExpression:
                return value.Bytes.SequenceEqual(BsonMaterializer.FirstValue(_same).Bytes);
            default:
                return false;
        }
    }

    private bool Matches(ReadOnlySpan<byte> utf8)
    {
        const int OnStack = 256;
        Span<char> buffer = utf8.Length <= OnStack ? stackalloc char[OnStack] : new char[utf8.Length];
        int length = Encoding.UTF8.GetChars(utf8, buffer);
        return _regex!.IsMatch(buffer[..length]);
    }
}
