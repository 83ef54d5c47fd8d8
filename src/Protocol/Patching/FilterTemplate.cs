using Scim.Protocol.Filters;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;

namespace Scim.Protocol.Patching;

/// <summary>
/// The element that a path's filter describes. Entra adds and replaces <c>emails[type eq "work"].value</c> where the user
/// has no such element and needs it made; RFC 7644 section 3.5.2.3 would have noTarget (erratum 8097).
/// </summary>
internal static class FilterTemplate
{
    /// <summary>
    /// An element with the values that the filter compares with eq; null where the filter asks for anything else, or
    /// where a replace selects by <c>value</c>: what it means to replace is not there.
    /// </summary>
    public static object? Create(ScimAttribute attribute, BoundFilter? filter, PatchOp op)
    {
        object element = attribute.Accessor.CreateComplex();
        return filter is null || Assign(filter, attribute, op, element) ? element : null;
    }

    private static bool Assign(BoundFilter filter, ScimAttribute attribute, PatchOp op, object element)
    {
        if (filter is BoundAnd and)
        {
            foreach (BoundFilter operand in and.Operands)
            {
                if (!Assign(operand, attribute, op, element))
                {
                    return false;
                }
            }

            return true;
        }

        if (filter is not BoundCompare { Operator: FilterOperator.Equal } compare
            || compare.Attribute.MultiValued
            || !compare.Attribute.IsWritable
            || (op == PatchOp.Replace && compare.Attribute == attribute.Value))
        {
            return false;
        }

        if (compare.Attribute.Type == AttributeType.Decimal)
        {
            compare.Attribute.Accessor.SetDecimal(element, compare.Operand.Decimal);
            return true;
        }

        if (compare.Attribute.Type == AttributeType.Integer && compare.Operand.Integer is null)
        {
            return false;
        }

        compare.Attribute.Accessor.SetValue(element, compare.Operand.Value);
        return true;
    }
}
