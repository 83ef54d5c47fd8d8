using Scim.Protocol.Filters;

namespace Scim.Protocol.Paths;

/// <summary>
/// The path of a PATCH operation, RFC 7644 section 3.5.2: <c>attribute</c>, <c>attribute.sub</c>,
/// <c>attribute[filter]</c> or <c>attribute[filter].sub</c>, each with an optional URN before it; or the URN of a
/// whole extension, where <see cref="Attribute"/> is null.
/// </summary>
/// <param name="Schema">The URN, or null.</param>
/// <param name="Attribute">The attribute; null for a whole extension.</param>
/// <param name="Filter">The value filter, or null; its names are relative to the attribute.</param>
/// <param name="SubAttribute">The sub-attribute, or null.</param>
public sealed record AttributePath(string? Schema, string? Attribute, FilterExpression? Filter, string? SubAttribute)
{
    /// <summary>The path in SCIM's notation; parsing it gives an equal path.</summary>
    public override string ToString()
    {
        string qualified = Schema is null ? Attribute! : Attribute is null ? Schema : $"{Schema}:{Attribute}";
        string filter = Filter is null ? "" : $"[{Filter}]";
        return SubAttribute is null ? $"{qualified}{filter}" : $"{qualified}{filter}.{SubAttribute}";
    }

    /// <inheritdoc/>
    public bool Equals(AttributePath? other) =>
        other is not null
        && string.Equals(Schema, other.Schema, StringComparison.OrdinalIgnoreCase)
        && string.Equals(Attribute, other.Attribute, StringComparison.OrdinalIgnoreCase)
        && string.Equals(SubAttribute, other.SubAttribute, StringComparison.OrdinalIgnoreCase)
        && Equals(Filter, other.Filter);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Attribute?.GetHashCode(StringComparison.OrdinalIgnoreCase), Filter, Schema is null);
}
