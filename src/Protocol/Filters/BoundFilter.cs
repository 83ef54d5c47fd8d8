using System.Collections.Immutable;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Filters;

/// <summary>
/// A filter whose names are attributes and whose values have their types: what is evaluated on a resource, and what a
/// store translates. Made by <see cref="FilterBinder"/>.
/// </summary>
public abstract record BoundFilter
{
    private protected BoundFilter()
    {
    }
}

/// <summary>All operands hold.</summary>
/// <param name="Operands">Two or more.</param>
public sealed record BoundAnd(ImmutableArray<BoundFilter> Operands) : BoundFilter;

/// <summary>One operand holds.</summary>
/// <param name="Operands">Two or more.</param>
public sealed record BoundOr(ImmutableArray<BoundFilter> Operands) : BoundFilter;

/// <summary>The operand does not hold.</summary>
/// <param name="Operand">What is negated.</param>
public sealed record BoundNot(BoundFilter Operand) : BoundFilter;

/// <summary>
/// An attribute's value compares so; of several values any. <c>ne</c> holds for an attribute without a value too; every
/// other operator does not.
/// </summary>
/// <param name="Steps">
/// The attributes from the owner down to the one compared, which is simple: <c>emails</c>, <c>value</c>. The owner is the
/// resource, or the element within a <see cref="BoundValuePath"/>.
/// </param>
/// <param name="Operator">The comparison, one that the attribute's type has.</param>
/// <param name="Operand">The value compared with.</param>
public sealed record BoundCompare(ImmutableArray<ScimAttribute> Steps, FilterOperator Operator, FilterOperand Operand) : BoundFilter
{
    /// <summary>The attribute compared.</summary>
    public ScimAttribute Attribute => Steps[^1];
}

/// <summary>An attribute has a value; a complex one a sub-attribute with a value (RFC 7644 table 3, <c>pr</c>).</summary>
/// <param name="Steps">As in <see cref="BoundCompare"/>; the last may be complex.</param>
public sealed record BoundPresent(ImmutableArray<ScimAttribute> Steps) : BoundFilter
{
    /// <summary>The attribute asked for.</summary>
    public ScimAttribute Attribute => Steps[^1];
}

/// <summary>One element of a complex attribute matches the whole filter.</summary>
/// <param name="Steps">The attributes from the resource down to the complex one, which may be single-valued too.</param>
/// <param name="Filter">The filter, whose steps begin at the element.</param>
public sealed record BoundValuePath(ImmutableArray<ScimAttribute> Steps, BoundFilter Filter) : BoundFilter
{
    /// <summary>The complex attribute.</summary>
    public ScimAttribute Attribute => Steps[^1];
}
