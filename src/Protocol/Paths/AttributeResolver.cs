using System.Text;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Paths;

/// <summary>Finds the attribute that a filter or a path means.</summary>
public static class AttributeResolver
{
    // More UTF-8 bytes than any attribute's name has, with its URN.
    private const int LongestName = 512;

    /// <summary>
    /// The attribute of a name as clients write it; null where there is none. A name without a URN that the core schema
    /// does not have may be an extension's: Entra writes <c>manager</c> for the Enterprise extension's.
    /// </summary>
    public static ScimAttribute? Find(ScimResourceType type, string name) =>
        FindOwn(type, name) ?? FindOfExtension(type, name);

    /// <summary>The attribute that a name in JSON means, which an extension's needs its URN for; null where there is none.</summary>
    public static ScimAttribute? FindOwn(ScimResourceType type, string name)
    {
        if (name.Length > LongestName)
        {
            return null;
        }

        Span<byte> utf8 = stackalloc byte[LongestName * 3];
        return AttributeNames.Find(type, utf8[..Encoding.UTF8.GetBytes(name, utf8)]);
    }

    /// <summary>The sub-attribute of a name in a complex attribute; null where there is none.</summary>
    public static ScimAttribute? FindSub(ScimAttribute complex, string name)
    {
        if (name.Length > LongestName)
        {
            return null;
        }

        Span<byte> utf8 = stackalloc byte[LongestName * 3];
        return AttributeNames.Find(complex, utf8[..Encoding.UTF8.GetBytes(name, utf8)]);
    }

    private static ScimAttribute? FindOfExtension(ScimResourceType type, string name)
    {
        foreach (SchemaExtension extension in type.Extensions)
        {
            if (FindSub(extension.Attribute, name) is { } attribute)
            {
                return attribute;
            }
        }

        return null;
    }
}
