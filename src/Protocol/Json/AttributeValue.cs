using Scim.Protocol.Schema;

namespace Scim.Protocol.Json;

/// <summary>One attribute that occurred in a JSON object, with what was given for it.</summary>
/// <param name="Attribute">
/// The attribute: simple, or multi-valued. A single complex value comes as its sub-attributes one by one, and by itself
/// only where it is to be unassigned as a whole.
/// </param>
/// <param name="Value">
/// The value boxed as <see cref="Schema.Accessors.AttributeAccessor"/> says; a <see cref="List{T}"/> of such values, never
/// empty, for a multi-valued attribute; null where null, "" or [] was given, which unassigns.
/// </param>
public readonly record struct AttributeValue(ScimAttribute Attribute, object? Value)
{
    /// <summary>The values of a multi-valued attribute; empty where it is to be unassigned, or is not multi-valued.</summary>
    public IReadOnlyList<object> Values => Value as List<object> ?? (IReadOnlyList<object>)[];
}
