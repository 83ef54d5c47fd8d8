using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;
using Scim.Protos.Schema.V1;

namespace Scim.Protocol.Patching;

/// <summary>Changes the values of a multi-valued attribute; at most one of them stays primary (RFC 7644 section 3.5.2).</summary>
internal static class ElementEditor
{
    public static void Add(object owner, AddValuesStep step)
    {
        ScimAttribute attribute = step.Attribute;
        object? primary = null;
        foreach (object value in step.Values)
        {
            int index = ElementMatching.Find(attribute, owner, value);
            if (index < 0)
            {
                attribute.Accessor.Add(owner, value);
                NotePrimary(attribute, value, ref primary);
            }
            else if (attribute.Type == AttributeType.Complex)
            {
                object element = attribute.Accessor.GetItem(owner, index);
                Merge(attribute, element, value);
                attribute.Accessor.SetItem(owner, index, element);
                if (attribute.Primary is { } flag && flag.Accessor.IsAssigned(value))
                {
                    NotePrimary(attribute, element, ref primary);
                }
            }
        }

        KeepOnePrimary(attribute, owner, primary);
    }

    public static void Replace(object owner, ReplaceValuesStep step)
    {
        ScimAttribute attribute = step.Attribute;
        object? primary = null;
        attribute.Accessor.Clear(owner);
        foreach (object value in step.Values)
        {
            attribute.Accessor.Add(owner, value);
            NotePrimary(attribute, value, ref primary);
        }
    }

    public static void Remove(object owner, RemoveValuesStep step)
    {
        for (int i = step.Attribute.Accessor.GetCount(owner) - 1; i >= 0; i--)
        {
            object element = step.Attribute.Accessor.GetItem(owner, i);
            if (step.Values.Any(value => ElementMatching.Names(step.Attribute, value, element)))
            {
                step.Attribute.Accessor.RemoveAt(owner, i);
            }
        }

        ClearIfEmpty(step.Attribute, owner);
    }

    public static void Remove(object owner, RemoveElementsStep step)
    {
        for (int i = step.Attribute.Accessor.GetCount(owner) - 1; i >= 0; i--)
        {
            if (FilterEvaluator.Matches(step.Filter, step.Attribute.Accessor.GetItem(owner, i)))
            {
                step.Attribute.Accessor.RemoveAt(owner, i);
            }
        }

        ClearIfEmpty(step.Attribute, owner);
    }

    public static void Edit(object owner, EditElementsStep step)
    {
        ScimAttribute attribute = step.Attribute;
        object? primary = null;
        bool matched = false;
        bool unassigns = step.Assignments.Any(item => item.Value is null);
        for (int i = attribute.Accessor.GetCount(owner) - 1; i >= 0; i--)
        {
            object element = attribute.Accessor.GetItem(owner, i);
            if (step.Filter is not null && !FilterEvaluator.Matches(step.Filter, element))
            {
                continue;
            }

            matched = true;
            Assign(attribute, element, step.Assignments, ref primary);
            if (unassigns && SaysNothing(attribute, element))
            {
                attribute.Accessor.RemoveAt(owner, i);
            }
            else
            {
                attribute.Accessor.SetItem(owner, i, element);
            }
        }

        if (!matched && step.Template is { } created)
        {
            AddNew(owner, step, created, ref primary);
        }
        else if (!matched && step.RequiresMatch)
        {
            throw ScimException.NoTarget($"No value of {attribute.Path} matches '{step.Path}'.");
        }

        KeepOnePrimary(attribute, owner, primary);
        ClearIfEmpty(attribute, owner);
    }

    private static void AddNew(object owner, EditElementsStep step, object element, ref object? primary)
    {
        foreach (AttributeValue item in step.Assignments)
        {
            Set(item.Attribute, element, item.Value);
        }

        step.Attribute.Accessor.Add(owner, element);
        NotePrimary(step.Attribute, element, ref primary);
    }

    private static void Assign(ScimAttribute attribute, object element, IReadOnlyList<AttributeValue> assignments, ref object? primary)
    {
        foreach (AttributeValue item in assignments)
        {
            Set(item.Attribute, element, item.Value);
            if (item.Attribute == attribute.Primary)
            {
                NotePrimary(attribute, element, ref primary);
            }
        }
    }

    private static void Set(ScimAttribute sub, object element, object? value)
    {
        if (!sub.MultiValued)
        {
            PatchApplier.SetValue(sub, element, value);
            return;
        }

        if (sub.Mutability == Mutability.Immutable && sub.Accessor.IsAssigned(element))
        {
            throw ScimException.Mutability($"{sub.Path} is immutable and has a value already.");
        }

        sub.Accessor.Clear(element);
        foreach (object item in value as IReadOnlyList<object> ?? [])
        {
            sub.Accessor.Add(element, item);
        }
    }

    private static void Merge(ScimAttribute attribute, object element, object value)
    {
        foreach (ScimAttribute sub in attribute.SubAttributes.AsSpan())
        {
            if (!sub.MultiValued && sub.Accessor.GetValue(value) is { } item)
            {
                PatchApplier.SetValue(sub, element, item);
            }
        }
    }

    // type and primary only label a value: without one they are no element.
    private static bool SaysNothing(ScimAttribute attribute, object element)
    {
        foreach (ScimAttribute sub in attribute.SubAttributes.AsSpan())
        {
            if (sub != attribute.Primary && sub.Name != "type" && sub.Accessor.IsAssigned(element))
            {
                return false;
            }
        }

        return true;
    }

    private static void NotePrimary(ScimAttribute attribute, object element, ref object? primary)
    {
        if (attribute.Primary is not { } flag || !flag.Accessor.GetBoolean(element) || primary == element)
        {
            return;
        }

        primary = primary is null
            ? element
            : throw ScimException.InvalidValue($"{attribute.Path}: only one value can be primary.");
    }

    private static void KeepOnePrimary(ScimAttribute attribute, object owner, object? primary)
    {
        if (primary is null)
        {
            return;
        }

        int count = attribute.Accessor.GetCount(owner);
        for (int i = 0; i < count; i++)
        {
            object element = attribute.Accessor.GetItem(owner, i);
            if (element != primary && attribute.Primary!.Accessor.GetBoolean(element))
            {
                attribute.Primary.Accessor.SetBoolean(element, false);
                attribute.Accessor.SetItem(owner, i, element);
            }
        }
    }

    private static void ClearIfEmpty(ScimAttribute attribute, object owner)
    {
        if (attribute.Accessor.GetCount(owner) == 0)
        {
            attribute.Accessor.Clear(owner);
        }
    }
}
