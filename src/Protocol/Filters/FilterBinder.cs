using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Scim.Protocol.Errors;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;
using Scim.Protos.Schema.V1;

namespace Scim.Protocol.Filters;

/// <summary>
/// Gives a filter's names and values their meaning in a resource type (RFC 7644 section 3.4.2.2). Every error is 400
/// invalidFilter naming the attribute: unknown, complex without a <c>value</c>, never returned (so that a filter does not
/// tell what a response hides), an operator that the type does not have, a value of another type.
/// </summary>
public static class FilterBinder
{
    /// <summary>Binds a filter on resources.</summary>
    public static BoundFilter Bind(FilterExpression filter, ScimResourceType type) => Bind(filter, new Scope(type, null));

    /// <summary>Binds the filter within the brackets of a path, on the elements of a complex attribute.</summary>
    public static BoundFilter BindValueFilter(FilterExpression filter, ScimAttribute complex) => Bind(filter, new Scope(null, complex));

    private static BoundFilter Bind(FilterExpression filter, Scope scope) => filter switch
    {
        AndFilter and => new BoundAnd(BindAll(and.Operands, scope)),
        OrFilter or => new BoundOr(BindAll(or.Operands, scope)),
        NotFilter not => new BoundNot(Bind(not.Operand, scope)),
        PresentFilter present => BindPresent(present.Name, scope),
        CompareFilter compare => BindCompare(compare, scope),
        ValuePathFilter path => BindValuePath(path, scope),
        _ => throw ScimException.InvalidFilter("The filter is not known."),
    };

    private static ImmutableArray<BoundFilter> BindAll(IReadOnlyList<FilterExpression> operands, Scope scope)
    {
        var bound = new BoundFilter[operands.Count];
        for (int i = 0; i < bound.Length; i++)
        {
            bound[i] = Bind(operands[i], scope);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(bound);
    }

    private static BoundPresent BindPresent(AttributeName name, Scope scope)
    {
        ScimAttribute attribute = scope.Find(name);
        return new BoundPresent(scope.Steps(DerivedReference.Target(attribute, scope.Type) ?? attribute));
    }

    private static BoundFilter BindCompare(CompareFilter compare, Scope scope)
    {
        ScimAttribute attribute = scope.Find(compare.Name);
        if (attribute.Type == AttributeType.Complex)
        {
            attribute = !attribute.IsExtension && attribute.Value is { } value
                ? value
                : throw ScimException.InvalidFilter($"{attribute.Path} is complex: compare one of its sub-attributes.");
        }

        if (compare.Value.Kind == FilterValueKind.Null)
        {
            return BindNull(attribute, compare, scope);
        }

        Demand(attribute, compare.Operator);
        if (DerivedReference.Target(attribute, scope.Type) is { } target)
        {
            return BindReference(attribute, target, compare, scope);
        }

        FilterOperand operand = FilterOperand.Read(attribute, compare.Value)
            ?? throw ScimException.InvalidFilter($"{attribute.Path} is {Named(attribute.Type)}: {compare.Value} is not a value of it.");
        return new BoundCompare(scope.Steps(attribute), compare.Operator, operand);
    }

    // null is unassigned (RFC 7643 section 2.5), so that eq null asks for absence.
    private static BoundFilter BindNull(ScimAttribute attribute, CompareFilter compare, Scope scope)
    {
        var present = new BoundPresent(scope.Steps(DerivedReference.Target(attribute, scope.Type) ?? attribute));
        return compare.Operator switch
        {
            FilterOperator.Equal => new BoundNot(present),
            FilterOperator.NotEqual => present,
            _ => throw ScimException.InvalidFilter($"{attribute.Path}: null compares with eq and ne only."),
        };
    }

    private static BoundCompare BindReference(ScimAttribute attribute, ScimAttribute target, CompareFilter compare, Scope scope)
    {
        if (compare.Operator is not (FilterOperator.Equal or FilterOperator.NotEqual))
        {
            throw ScimException.InvalidFilter($"{attribute.Path} compares with eq and ne only.");
        }

        return new BoundCompare(scope.Steps(target), compare.Operator, FilterOperand.OfText(DerivedReference.Id(compare.Value.Text)));
    }

    private static BoundValuePath BindValuePath(ValuePathFilter path, Scope scope)
    {
        ScimAttribute attribute = scope.Find(path.Name);
        if (attribute.Type != AttributeType.Complex || attribute.IsExtension)
        {
            throw ScimException.InvalidFilter($"{attribute.Path} is not complex: brackets cannot follow it.");
        }

        return new BoundValuePath(scope.Steps(attribute), Bind(path.Filter, new Scope(null, attribute)));
    }

    private static void Demand(ScimAttribute attribute, FilterOperator operation)
    {
        bool text = attribute.Type is AttributeType.String or AttributeType.Reference;
        bool ordered = attribute.Type is not (AttributeType.Boolean or AttributeType.Binary);
        bool possible = operation switch
        {
            FilterOperator.Equal or FilterOperator.NotEqual => true,
            FilterOperator.Contains or FilterOperator.StartsWith or FilterOperator.EndsWith => text,
            _ => ordered,
        };
        if (!possible)
        {
            throw ScimException.InvalidFilter($"{attribute.Path} is {Named(attribute.Type)}, which '{operation.ToScim()}' does not compare.");
        }
    }

    private static string Named(AttributeType type) => type switch
    {
        AttributeType.Boolean => "Boolean",
        AttributeType.Integer => "an integer",
        AttributeType.Decimal => "a decimal",
        AttributeType.DateTime => "a dateTime",
        AttributeType.Binary => "binary",
        _ => "a string",
    };

    private readonly record struct Scope(ScimResourceType? Type, ScimAttribute? Element)
    {
        public ScimAttribute Find(AttributeName name)
        {
            string text = name.ToString();
            ScimAttribute? found = Type is null ? AttributeResolver.FindSub(Element!, text) : AttributeResolver.Find(Type, text);
            if (found is null || Hidden(found))
            {
                string owner = Type?.Name ?? Element!.Path;
                throw ScimException.InvalidFilter($"{owner} has no attribute '{text}' to filter by.");
            }

            return found;
        }

        /// <summary>The attributes from the owner down to one.</summary>
        public ImmutableArray<ScimAttribute> Steps(ScimAttribute attribute)
        {
            int top = Element is null ? 0 : Element.Depth + 1;
            var steps = new ScimAttribute[attribute.Depth - top + 1];
            for (int i = steps.Length - 1; i >= 0; i--, attribute = attribute.Parent!)
            {
                steps[i] = attribute;
            }

            return ImmutableCollectionsMarshal.AsImmutableArray(steps);
        }

        private static bool Hidden(ScimAttribute attribute)
        {
            for (ScimAttribute? above = attribute; above is not null; above = above.Parent)
            {
                if (above.Returned == Returned.Never || above.Discarded)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
