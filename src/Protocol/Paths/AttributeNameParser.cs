namespace Scim.Protocol.Paths;

/// <summary>Splits attribute names; whoever calls it makes the error out of a false, for paths and filters differ in it.</summary>
internal static class AttributeNameParser
{
    /// <summary>Reads <c>[URN:]attribute[.subAttribute]</c>; false where the text is not that.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out AttributeName? name)
    {
        name = null;
        int colon = text.LastIndexOf(':');
        ReadOnlySpan<char> schema = colon < 0 ? default : text[..colon];
        if (colon >= 0 && !IsUrn(schema)) return false;

        return TrySplit(schema, text[(colon + 1)..], out name);
    }

    /// <summary>Reads <c>attribute[.subAttribute]</c> of a schema that is known already; an empty one means none.</summary>
    public static bool TrySplit(ReadOnlySpan<char> schema, ReadOnlySpan<char> local, out AttributeName? name)
    {
        name = null;
        int dot = local.IndexOf('.');
        ReadOnlySpan<char> attribute = dot < 0 ? local : local[..dot];
        ReadOnlySpan<char> sub = dot < 0 ? default : local[(dot + 1)..];
        if (!IsName(attribute) || (dot >= 0 && !IsName(sub))) return false;

        name = new AttributeName(
            schema.IsEmpty ? null : schema.ToString(),
            attribute.ToString(),
            dot < 0 ? null : sub.ToString());
        return true;
    }

    /// <summary>ATTRNAME of RFC 7643 section 2.1, with the <c>$ref</c> of section 2.4.</summary>
    public static bool IsName(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return false;
        int start = text[0] == '$' ? 1 : 0;
        if (start == text.Length || !char.IsAsciiLetter(text[start])) return false;

        foreach (char c in text[(start + 1)..])
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '$')) return false;
        return true;
    }

    /// <summary>Whether a text has the form of a URN (RFC 8141): <c>urn:</c>, then characters of a name.</summary>
    public static bool IsUrn(ReadOnlySpan<char> text)
    {
        if (text.Length < 5 || !text.StartsWith("urn:", StringComparison.OrdinalIgnoreCase)) return false;

        foreach (char c in text)
            if (!IsUrnCharacter(c)) return false;
        return text[^1] != ':';
    }

    /// <summary>Whether a character may stand in an attribute name or its URN.</summary>
    public static bool IsUrnCharacter(char c) =>
        char.IsAsciiLetterOrDigit(c) || c is ':' or '.' or '-' or '_' or '$' or '/' or '%' or '+' or '~' or '*' or '@' or '#' or ';' or '!';
}
