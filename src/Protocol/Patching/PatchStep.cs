using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Patching;

/// <summary>
/// One thing that a PATCH operation does to one attribute (RFC 7644 section 3.5.2), with names resolved and values read.
/// An operation without a path, or with a complex value, is several steps.
/// </summary>
public abstract record PatchStep
{
    private protected PatchStep(ScimAttribute attribute) => Attribute = attribute;

    /// <summary>The attribute whose value or values change.</summary>
    public ScimAttribute Attribute { get; }
}

/// <summary>Sets or unassigns a single value: a simple attribute, or as a whole a complex one or an extension.</summary>
public sealed record SetStep : PatchStep
{
    internal SetStep(ScimAttribute attribute, object? value)
        : base(attribute) => Value = value;

    /// <summary>The value boxed; null unassigns, which is all that is done to a complex attribute as a whole.</summary>
    public object? Value { get; }
}

/// <summary>Adds values to a multi-valued attribute; what is there already is not added again.</summary>
public sealed record AddValuesStep : PatchStep
{
    internal AddValuesStep(ScimAttribute attribute, IReadOnlyList<object> values)
        : base(attribute) => Values = values;

    /// <summary>The values to add.</summary>
    public IReadOnlyList<object> Values { get; }
}

/// <summary>Puts values in the place of all that a multi-valued attribute has.</summary>
public sealed record ReplaceValuesStep : PatchStep
{
    internal ReplaceValuesStep(ScimAttribute attribute, IReadOnlyList<object> values)
        : base(attribute) => Values = values;

    /// <summary>The new values; none clears the attribute.</summary>
    public IReadOnlyList<object> Values { get; }
}

/// <summary>
/// Removes exactly the given values from a multi-valued attribute, as Entra asks with a value beside the path
/// <c>members</c>. A value that is not there is no error.
/// </summary>
public sealed record RemoveValuesStep : PatchStep
{
    internal RemoveValuesStep(ScimAttribute attribute, IReadOnlyList<object> values)
        : base(attribute) => Values = values;

    /// <summary>The values to remove.</summary>
    public IReadOnlyList<object> Values { get; }
}

/// <summary>Removes the elements that match a filter. That none does is no error.</summary>
public sealed record RemoveElementsStep : PatchStep
{
    internal RemoveElementsStep(ScimAttribute attribute, BoundFilter filter)
        : base(attribute) => Filter = filter;

    /// <summary>Which elements.</summary>
    public BoundFilter Filter { get; }
}

/// <summary>Changes sub-attributes of the elements that match.</summary>
public sealed record EditElementsStep : PatchStep
{
    internal EditElementsStep(ScimAttribute attribute, BoundFilter? filter, IReadOnlyList<AttributeValue> assignments)
        : base(attribute)
    {
        Filter = filter;
        Assignments = assignments;
    }

    /// <summary>Which elements; null for all.</summary>
    public BoundFilter? Filter { get; }

    /// <summary>The sub-attributes with their new values; null unassigns.</summary>
    public IReadOnlyList<AttributeValue> Assignments { get; }

    /// <summary>
    /// Where no element matches: the element to begin a new one with, which has the values that the filter asks for.
    /// Null where none is to be made.
    /// </summary>
    public object? Template { get; internal init; }

    /// <summary>Whether it is an error that no element matches and none can be made (noTarget).</summary>
    public bool RequiresMatch { get; internal init; }

    /// <summary>The path as it was written, for errors.</summary>
    public string Path { get; internal init; } = "";
}
