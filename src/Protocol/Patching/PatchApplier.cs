using Google.Protobuf;
using Scim.Protocol.Clients;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;
using Scim.Protos.Schema.V1;

namespace Scim.Protocol.Patching;

/// <summary>
/// Applies PATCH operations to a resource (RFC 7644 section 3.5.2): in their order, each on what the one before left, and
/// all or none, because they are applied to a copy. Where Entra and the RFC differ, Entra's meaning is taken;
/// docs/conformance.md names each place.
/// </summary>
public static class PatchApplier
{
    /// <summary>Applies operations as clients send them.</summary>
    /// <param name="type">The resource's type.</param>
    /// <param name="resource">The resource, which stays as it is.</param>
    /// <param name="operations">One or more operations.</param>
    /// <param name="tolerated">What is taken of the client beyond the RFC.</param>
    /// <exception cref="ScimException">
    /// As <see cref="PatchBinder"/>; noTarget where a filter matches nothing and describes no new element; mutability where
    /// a set immutable attribute would change or a required one would be unassigned; invalidValue where one operation
    /// makes several elements primary.
    /// </exception>
    public static PatchResult<T> Apply<T>(ScimResourceType type, T resource, IEnumerable<PatchOperation> operations, Tolerance tolerated = Tolerance.All)
        where T : class, IMessage<T>
    {
        T copy = resource.Clone();
        var touched = new HashSet<ScimAttribute>();
        foreach (PatchOperation operation in operations)
        {
            Apply(copy, PatchBinder.Bind(operation, type, tolerated), touched);
        }

        return new PatchResult<T>(copy, ResourceComparison.Changed(type, resource, copy, touched));
    }

    /// <summary>Applies steps that were bound before.</summary>
    /// <param name="type">The resource's type.</param>
    /// <param name="resource">The resource, which stays as it is.</param>
    /// <param name="steps">The steps, which are not shared: values of theirs go into the copy.</param>
    /// <exception cref="ScimException">As above, without those of the binder.</exception>
    public static PatchResult<T> Apply<T>(ScimResourceType type, T resource, IReadOnlyList<PatchStep> steps)
        where T : class, IMessage<T>
    {
        T copy = resource.Clone();
        var touched = new HashSet<ScimAttribute>();
        Apply(copy, steps, touched);
        return new PatchResult<T>(copy, ResourceComparison.Changed(type, resource, copy, touched));
    }

    private static void Apply(object resource, IReadOnlyList<PatchStep> steps, HashSet<ScimAttribute> touched)
    {
        foreach (PatchStep step in steps)
        {
            touched.Add(Top(step.Attribute));
            At(step.Attribute, resource, step, 0);
        }
    }

    private static ScimAttribute Top(ScimAttribute attribute)
    {
        while (attribute.Parent is { } parent)
        {
            attribute = parent;
        }

        return attribute;
    }

    // Goes down to the owner of the step's attribute, makes what is missing on the way, and takes away what became empty.
    private static void At(ScimAttribute attribute, object owner, PatchStep step, int depth)
    {
        if (attribute.Depth == depth)
        {
            Change(owner, step);
            return;
        }

        ScimAttribute above = attribute;
        while (above.Depth > depth)
        {
            above = above.Parent!;
        }

        object child = above.Accessor.GetValue(owner) ?? above.Accessor.CreateComplex();
        At(attribute, child, step, depth + 1);
        if (IsGone(above, child))
        {
            Demand(above);
            above.Accessor.Clear(owner);
        }
        else
        {
            above.Accessor.SetValue(owner, child);
        }
    }

    // Of a single complex value only what clients write counts: a manager's name without the manager is nothing.
    private static bool IsGone(ScimAttribute complex, object value)
    {
        foreach (ScimAttribute sub in complex.SubAttributes.AsSpan())
        {
            if ((sub.IsWritable || complex.IsExtension) && sub.Accessor.IsAssigned(value))
            {
                return false;
            }
        }

        return true;
    }

    private static void Change(object owner, PatchStep step)
    {
        switch (step)
        {
            case SetStep set:
                Set(owner, set);
                break;
            case AddValuesStep add:
                ElementEditor.Add(owner, add);
                break;
            case ReplaceValuesStep replace:
                ElementEditor.Replace(owner, replace);
                break;
            case RemoveValuesStep remove:
                ElementEditor.Remove(owner, remove);
                break;
            case RemoveElementsStep remove:
                ElementEditor.Remove(owner, remove);
                break;
            case EditElementsStep edit:
                ElementEditor.Edit(owner, edit);
                break;
        }

        if (step.Attribute.Required && !step.Attribute.Accessor.IsAssigned(owner))
        {
            Demand(step.Attribute);
        }
    }

    private static void Set(object owner, SetStep step) => SetValue(step.Attribute, owner, step.Value);

    /// <summary>Sets or unassigns a single value; an immutable one only where it has none yet.</summary>
    internal static void SetValue(ScimAttribute attribute, object owner, object? value)
    {
        object? current = attribute.Accessor.GetValue(owner);
        if (Equals(current, value))
        {
            return;
        }

        if (attribute.Mutability == Mutability.Immutable && current is not null)
        {
            throw ScimException.Mutability($"{attribute.Path} is immutable and has a value already.");
        }

        if (value is null)
        {
            attribute.Accessor.Clear(owner);
        }
        else
        {
            attribute.Accessor.SetValue(owner, value);
        }
    }

    private static void Demand(ScimAttribute attribute)
    {
        if (attribute.Required)
        {
            throw ScimException.Mutability($"{attribute.Path} is required and cannot be removed.");
        }
    }
}
