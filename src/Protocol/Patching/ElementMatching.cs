using Scim.Protocol.Schema;
using Scim.Protocol.Text;

namespace Scim.Protocol.Patching;

/// <summary>Tells which element of a multi-valued attribute a client means by a value.</summary>
internal static class ElementMatching
{
    /// <summary>
    /// The index of the element that a value to be added is already, or -1. Elements are the same if <c>value</c> and, as
    /// far as the new one has it, <c>type</c> are (RFC 7643 section 2.4: no combination of both twice); without a
    /// <c>value</c>, if every sub-attribute that the new one has is equal.
    /// </summary>
    public static int Find(ScimAttribute attribute, object owner, object value)
    {
        int count = attribute.Accessor.GetCount(owner);
        for (int i = 0; i < count; i++)
        {
            object element = attribute.Accessor.GetItem(owner, i);
            bool same = attribute.Type == AttributeType.Complex ? Covers(attribute, value, element, folded: false) : value.Equals(element);
            if (same)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Whether a value to be removed names an element; unlike adding, this respects case only where the attribute does.</summary>
    public static bool Names(ScimAttribute attribute, object value, object element) => attribute.Type == AttributeType.Complex
        ? Covers(attribute, value, element, folded: true)
        : Same(attribute, value, element, folded: true);

    private static bool Covers(ScimAttribute attribute, object value, object element, bool folded)
    {
        bool keyed = attribute.Value is { } key && key.Accessor.IsAssigned(value);
        foreach (ScimAttribute sub in attribute.SubAttributes.AsSpan())
        {
            bool decides = !keyed || sub == attribute.Value || sub.Name == "type";
            if (!decides || !sub.Accessor.IsAssigned(value))
            {
                continue;
            }

            // An element that says no type may be the one; a member's type is often filled in later.
            if (keyed && sub != attribute.Value && !sub.Accessor.IsAssigned(element))
            {
                continue;
            }

            if (sub.MultiValued ? !ResourceComparison.AreEqual(sub, value, element) : !Same(sub, sub.Accessor.GetValue(value), sub.Accessor.GetValue(element), folded))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Same(ScimAttribute attribute, object? left, object? right, bool folded) =>
        folded && !attribute.CaseExact && left is string text && right is string other ? CaseFold.Equals(text, other) : Equals(left, right);
}
