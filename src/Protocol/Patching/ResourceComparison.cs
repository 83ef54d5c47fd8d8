using Scim.Protocol.Schema;

namespace Scim.Protocol.Patching;

/// <summary>Compares resources by the attribute table.</summary>
public static class ResourceComparison
{
    /// <summary>The attributes that differ between two states of a resource; see <see cref="PatchResult{T}.Changed"/>.</summary>
    /// <param name="type">The type of both.</param>
    /// <param name="before">The older state.</param>
    /// <param name="after">The newer state.</param>
    /// <param name="among">The resource's attributes to look at; null for all that are stored.</param>
    public static IReadOnlyList<ScimAttribute> Changed(ScimResourceType type, object before, object after, IReadOnlySet<ScimAttribute>? among = null)
    {
        var changed = new List<ScimAttribute>();
        foreach (ScimAttribute attribute in type.Attributes.AsSpan())
        {
            if (attribute.IsStored && among?.Contains(attribute) != false)
            {
                Compare(attribute, before, after, changed);
            }
        }

        return changed;
    }

    /// <summary>Whether an attribute has the same values in two owners, in the same order.</summary>
    internal static bool AreEqual(ScimAttribute attribute, object left, object right)
    {
        if (!attribute.MultiValued)
        {
            return SameValue(attribute, attribute.Accessor.GetValue(left), attribute.Accessor.GetValue(right));
        }

        int count = attribute.Accessor.GetCount(left);
        if (count != attribute.Accessor.GetCount(right))
        {
            return false;
        }

        for (int i = 0; i < count; i++)
        {
            if (!SameValue(attribute, attribute.Accessor.GetItem(left, i), attribute.Accessor.GetItem(right, i)))
            {
                return false;
            }
        }

        return true;
    }

    private static void Compare(ScimAttribute attribute, object before, object after, List<ScimAttribute> changed)
    {
        if (attribute.MultiValued || attribute.Type != AttributeType.Complex)
        {
            if (!AreEqual(attribute, before, after))
            {
                changed.Add(attribute);
            }

            return;
        }

        object? old = attribute.Accessor.GetValue(before);
        if (attribute.Accessor.GetValue(after) is not { } value)
        {
            if (old is not null)
            {
                changed.Add(attribute);
            }

            return;
        }

        old ??= attribute.Accessor.CreateComplex();
        foreach (ScimAttribute sub in attribute.SubAttributes.AsSpan())
        {
            Compare(sub, old, value, changed);
        }
    }

    private static bool SameValue(ScimAttribute attribute, object? left, object? right)
    {
        if (left is null || right is null || attribute.Type != AttributeType.Complex)
        {
            return Equals(left, right);
        }

        foreach (ScimAttribute sub in attribute.SubAttributes.AsSpan())
        {
            if (!AreEqual(sub, left, right))
            {
                return false;
            }
        }

        return true;
    }
}
