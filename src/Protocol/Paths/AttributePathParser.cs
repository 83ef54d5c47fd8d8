using Scim.Protocol.Errors;
using Scim.Protocol.Filters;

namespace Scim.Protocol.Paths;

/// <summary>
/// Reads the paths of PATCH operations (RFC 7644 section 3.5.2) and the lists of <c>attributes</c> and
/// <c>excludedAttributes</c> (section 3.9). Errors are 400 invalidPath with the offset; an error inside a value
/// filter is 400 invalidFilter, as table 9 says.
/// </summary>
public static class AttributePathParser
{
    /// <summary>The longest path taken, in UTF-16 units: a value filter may name long values.</summary>
    public const int MaxLength = FilterParser.MaxLength;

    /// <summary>The most names taken in one list.</summary>
    public const int MaxNames = 500;

    /// <summary>Reads a path; white space around it is ignored.</summary>
    /// <param name="text">For example <c>addresses[type eq "work"].locality</c>.</param>
    /// <param name="isSchema">
    /// Tells the URNs of the schemas in use. With it a path that is such a URN means the whole extension, and a known
    /// URN may also be followed by a dot, as an old Entra job writes it. Without it the last colon is the separator.
    /// </param>
    /// <param name="strict">Whether only the RFC's grammar is taken within brackets.</param>
    public static AttributePath Parse(ReadOnlySpan<char> text, Func<ReadOnlySpan<char>, bool>? isSchema = null, bool strict = false)
    {
        if (text.Length > MaxLength) throw ScimException.InvalidPath($"The path is longer than {MaxLength} characters.");

        int start = text.Length - text.TrimStart().Length;
        ReadOnlySpan<char> path = text.Trim();
        if (path.IsEmpty) throw ScimException.InvalidPath("The path is empty", 0);

        int bracket = path.IndexOf('[');
        if (bracket < 0) return Plain(path, isSchema, start);

        AttributePath name = Plain(path[..bracket].TrimEnd(), isSchema, start);
        if (name.Attribute is null || name.SubAttribute is not null)
            throw ScimException.InvalidPath("A value filter follows an attribute, not a schema or a sub-attribute", start + bracket);

        FilterExpression filter = FilterParser.ParseValueFilter(text, start + bracket + 1, out int end, strict);
        return name with { Filter = filter, SubAttribute = SubAttribute(text, end) };
    }

    /// <summary>Reads a comma-separated list of attribute names; empty entries are skipped.</summary>
    /// <param name="text">For example <c>userName, name.familyName,urn:…:User:department</c>.</param>
    /// <param name="isSchema">As in <see cref="Parse"/>.</param>
    public static IReadOnlyList<AttributePath> ParseList(ReadOnlySpan<char> text, Func<ReadOnlySpan<char>, bool>? isSchema = null)
    {
        var names = new List<AttributePath>();
        foreach (Range range in text.Split(','))
        {
            ReadOnlySpan<char> entry = text[range];
            int start = range.Start.Value + entry.Length - entry.TrimStart().Length;
            entry = entry.Trim();
            if (entry.IsEmpty) continue;

            if (names.Count == MaxNames) throw ScimException.InvalidPath($"The list has more than {MaxNames} names", start);
            names.Add(Plain(entry, isSchema, start));
        }

        return names;
    }

    private static AttributePath Plain(ReadOnlySpan<char> text, Func<ReadOnlySpan<char>, bool>? isSchema, int offset)
    {
        if (isSchema is not null && AttributeNameParser.IsUrn(text))
        {
            if (isSchema(text)) return new AttributePath(text.ToString(), null, null, null);
            if (KnownPrefix(text, isSchema) is > 0 and var length
                && AttributeNameParser.TrySplit(text[..length], text[(length + 1)..], out AttributeName? known))
                return new AttributePath(known!.Schema, known.Attribute, null, known.SubAttribute);
        }

        if (!AttributeNameParser.TryParse(text, out AttributeName? name))
            throw ScimException.InvalidPath($"'{text}' is not the name of an attribute", offset);

        return new AttributePath(name!.Schema, name.Attribute, null, name.SubAttribute);
    }

    // The longest known URN that a colon or a dot follows.
    private static int KnownPrefix(ReadOnlySpan<char> text, Func<ReadOnlySpan<char>, bool> isSchema)
    {
        for (int end = text.LastIndexOfAny(':', '.'); end > 0; end = text[..end].LastIndexOfAny(':', '.'))
            if (isSchema(text[..end])) return end;
        return 0;
    }

    private static string? SubAttribute(ReadOnlySpan<char> text, int start)
    {
        ReadOnlySpan<char> rest = text[start..].Trim();
        if (rest.IsEmpty) return null;

        if (rest[0] != '.' || !AttributeNameParser.IsName(rest[1..]))
            throw ScimException.InvalidPath("Only the name of a sub-attribute may follow a value filter", start);
        return rest[1..].ToString();
    }
}
