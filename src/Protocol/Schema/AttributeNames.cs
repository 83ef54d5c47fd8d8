using System.Text;

namespace Scim.Protocol.Schema;

/// <summary>
/// Finds attributes by every name that clients give them, in UTF-8, whatever the case and without allocation:
/// plain (<c>userName</c>), qualified by the core schema's URN, an extension by its URN, an extension's attribute
/// by URN and name, and each of them with a sub-attribute behind a dot (<c>name.givenName</c>).
/// </summary>
internal static class AttributeNames
{
    /// <summary>The attribute of a name in a resource; null where there is none.</summary>
    public static ScimAttribute? Find(ScimResourceType type, ReadOnlySpan<byte> name) =>
        type.Attributes.Find(name)
            ?? (IsUrn(name) ? FindQualified(type, name) : FindDotted(type.Attributes, name));

    /// <summary>The sub-attribute of a name in a complex value; <c>displayName</c> also names <c>display</c>.</summary>
    public static ScimAttribute? Find(ScimAttribute complex, ReadOnlySpan<byte> name)
    {
        ScimAttribute? found = complex.SubAttributes.Find(name) ?? FindDotted(complex.SubAttributes, name);
        if (found is not null)
        {
            return found;
        }

        if (complex.IsExtension && After(name, complex.Name) is { IsEmpty: false } rest)
        {
            return Find(complex, rest);
        }

        return Ascii.EqualsIgnoreCase(name, "displayName") ? complex.SubAttributes.Find("display"u8) : null;
    }

    /// <summary>Whether a name is the core schema's URN itself.</summary>
    public static bool IsCore(ScimResourceType type, ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(name, type.Core.Urn);

    private static bool IsUrn(ReadOnlySpan<byte> name) => name.Length > 4 && Ascii.EqualsIgnoreCase(name[..4], "urn:");

    private static ScimAttribute? FindQualified(ScimResourceType type, ReadOnlySpan<byte> name)
    {
        foreach (SchemaExtension extension in type.Extensions)
        {
            if (After(name, extension.Schema.Urn) is { IsEmpty: false } rest)
            {
                return Find(extension.Attribute, rest);
            }

            if (IsMalformed(name, extension.Schema.Urn))
            {
                return extension.Attribute;
            }
        }

        ReadOnlySpan<byte> core = After(name, type.Core.Urn);
        ScimAttribute? found = type.Attributes.Find(core) ?? FindDotted(type.Attributes, core);
        return found is { IsExtension: true } ? null : found;
    }

    // What is behind the URN and a colon; empty where the name does not begin so.
    private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> name, string urn) =>
        name.Length > urn.Length + 1 && name[urn.Length] == ':' && Ascii.EqualsIgnoreCase(name[..urn.Length], urn)
            ? name[(urn.Length + 1)..]
            : [];

    // Entra's documentation has "urn:ietf:params:scim:schemas:extension:enterprise:2.0User".
    private static bool IsMalformed(ReadOnlySpan<byte> name, string urn)
    {
        int colon = urn.LastIndexOf(':');
        return name.Length == urn.Length - 1
            && Ascii.EqualsIgnoreCase(name[..colon], urn.AsSpan(0, colon))
            && Ascii.EqualsIgnoreCase(name[colon..], urn.AsSpan(colon + 1));
    }

    private static ScimAttribute? FindDotted(ScimAttributeSet attributes, ReadOnlySpan<byte> name)
    {
        int dot = name.IndexOf((byte)'.');
        return dot > 0 && attributes.Find(name[..dot]) is { Type: AttributeType.Complex } complex
            ? complex.SubAttributes.Find(name[(dot + 1)..])
            : null;
    }
}
