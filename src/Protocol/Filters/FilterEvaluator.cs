using System.Collections.Immutable;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Filters;

/// <summary>
/// Decides whether a resource matches a filter (RFC 7644 section 3.4.2.2), without allocation for texts in ASCII.
/// </summary>
public static class FilterEvaluator
{
    /// <summary>Whether the owner matches.</summary>
    /// <param name="filter">A filter that was bound to the owner's type or attribute.</param>
    /// <param name="owner">A resource's message, or an element for a value filter.</param>
    public static bool Matches(BoundFilter filter, object owner) => filter switch
    {
        BoundCompare compare => Compares(compare, compare.Steps, 0, owner),
        BoundPresent present => IsPresent(present.Steps, 0, owner),
        BoundValuePath path => AnyElement(path, path.Steps, 0, owner),
        BoundAnd and => All(and.Operands, owner),
        BoundOr or => Any(or.Operands, owner),
        BoundNot not => !Matches(not.Operand, owner),
        _ => throw new ArgumentException("The filter was not made by FilterBinder.", nameof(filter)),
    };

    private static bool All(ImmutableArray<BoundFilter> operands, object owner)
    {
        foreach (BoundFilter operand in operands)
        {
            if (!Matches(operand, owner))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Any(ImmutableArray<BoundFilter> operands, object owner)
    {
        foreach (BoundFilter operand in operands)
        {
            if (Matches(operand, owner))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Compares(BoundCompare compare, ImmutableArray<ScimAttribute> steps, int index, object owner)
    {
        ScimAttribute step = steps[index];
        bool last = index == steps.Length - 1;
        if (!step.Accessor.IsAssigned(owner))
        {
            return compare.Operator == FilterOperator.NotEqual;
        }

        if (!step.MultiValued)
        {
            return last
                ? ValueComparison.Holds(step, compare.Operator, compare.Operand, owner)
                : Compares(compare, steps, index + 1, step.Accessor.GetValue(owner)!);
        }

        int count = step.Accessor.GetCount(owner);
        for (int i = 0; i < count; i++)
        {
            object item = step.Accessor.GetItem(owner, i);
            if (last ? ValueComparison.HoldsBoxed(step, compare.Operator, compare.Operand, item) : Compares(compare, steps, index + 1, item))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPresent(ImmutableArray<ScimAttribute> steps, int index, object owner)
    {
        ScimAttribute step = steps[index];
        if (!step.Accessor.IsAssigned(owner))
        {
            return false;
        }

        bool last = index == steps.Length - 1;
        if (!step.MultiValued)
        {
            return last ? HasValue(step, owner) : IsPresent(steps, index + 1, step.Accessor.GetValue(owner)!);
        }

        int count = step.Accessor.GetCount(owner);
        for (int i = 0; i < count; i++)
        {
            object item = step.Accessor.GetItem(owner, i);
            if (last ? step.Type != AttributeType.Complex || HasAny(step, item) : IsPresent(steps, index + 1, item))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AnyElement(BoundValuePath path, ImmutableArray<ScimAttribute> steps, int index, object owner)
    {
        ScimAttribute step = steps[index];
        if (!step.Accessor.IsAssigned(owner))
        {
            return false;
        }

        bool last = index == steps.Length - 1;
        if (!step.MultiValued)
        {
            object value = step.Accessor.GetValue(owner)!;
            return last ? Matches(path.Filter, value) : AnyElement(path, steps, index + 1, value);
        }

        int count = step.Accessor.GetCount(owner);
        for (int i = 0; i < count; i++)
        {
            if (Matches(path.Filter, step.Accessor.GetItem(owner, i)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasValue(ScimAttribute attribute, object owner) => attribute.Type switch
    {
        AttributeType.Complex => HasAny(attribute, attribute.Accessor.GetValue(owner)!),
        AttributeType.String or AttributeType.Reference => attribute.Accessor.GetString(owner).Length > 0,
        _ => true,
    };

    private static bool HasAny(ScimAttribute complex, object value)
    {
        foreach (ScimAttribute sub in complex.SubAttributes.AsSpan())
        {
            if (sub.Accessor.IsAssigned(value) && (sub.MultiValued || HasValue(sub, value)))
            {
                return true;
            }
        }

        return false;
    }
}
