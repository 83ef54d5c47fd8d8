using Scim.Protocol.Schema;

namespace Scim.Protocol.Validation;

/// <summary>
/// Values that a client sends twice. A service provider should not return the same type and value more than once in an
/// attribute (RFC 7643 section 2.4), so that of values which are equal in everything the first is kept.
/// </summary>
public static class RepeatedValues
{
    /// <summary>Removes from a resource that was read what equals a value before it.</summary>
    public static void Remove(ScimResourceType type, object resource) => Remove(type.Attributes, resource);

    private static void Remove(IEnumerable<ScimAttribute> attributes, object owner)
    {
        foreach (ScimAttribute attribute in attributes)
        {
            if (!attribute.IsWritable) continue;
            if (attribute.MultiValued) RemoveFrom(attribute, owner);
            else if (attribute.Type == AttributeType.Complex && attribute.Accessor.GetValue(owner) is { } value) Remove(attribute.SubAttributes, value);
        }
    }

    private static void RemoveFrom(ScimAttribute attribute, object owner)
    {
        int count = attribute.Accessor.GetCount(owner);
        if (count is < 2 or > ResourceLimits.MaxValues) return; // more are refused by ResourceValidator
        var seen = new HashSet<object>(count);
        var again = new Stack<int>();
        for (int i = 0; i < count; i++)
        {
            if (!seen.Add(attribute.Accessor.GetItem(owner, i))) again.Push(i);
        }

        foreach (int index in again) attribute.Accessor.RemoveAt(owner, index);
    }
}
