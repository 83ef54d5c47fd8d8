using Scim.Protocol.Schema;

namespace Scim.Protocol.Json;

/// <summary>Complex values as owners: a value without attributes is unassigned (RFC 7643 section 2.5).</summary>
internal static class ComplexValues
{
    /// <summary>Whether none of the sub-attributes has a value.</summary>
    public static bool IsEmpty(ScimAttribute complex, object owner)
    {
        foreach (ScimAttribute sub in complex.SubAttributes.AsSpan())
        {
            if (sub.Accessor.IsAssigned(owner))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Sets the single value of an attribute, or clears it where the value is null.</summary>
    public static void Set(ScimAttribute attribute, object owner, object? value)
    {
        if (value is null)
        {
            attribute.Accessor.Clear(owner);
        }
        else
        {
            attribute.Accessor.SetValue(owner, value);
        }
    }
}
