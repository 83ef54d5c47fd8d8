using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Clients;

/// <summary>Compares the names and literals of a filter with the attribute table, to the letter. What is unknown is left to the binder.</summary>
internal sealed class StrictFilter(Deviations deviations)
{
    /// <summary>A filter on resources.</summary>
    public void Check(FilterExpression filter, ScimResourceType type) => Check(filter, name => Find(name, name, type));

    /// <summary>A filter on the elements of a complex attribute.</summary>
    public void Check(FilterExpression filter, ScimAttribute complex) => Check(filter, name => complex.SubAttributes.Find(name));

    /// <summary>The attribute of a name, which is to be written as the schema has it, plain or behind its URN.</summary>
    public ScimAttribute? Find(string name, string written, ScimResourceType type)
    {
        ScimAttribute? found = AttributeResolver.Find(type, name);
        if (found is not null && !Same(written, found.Path) && !Same(written, $"{type.Core.Urn}:{found.Path}"))
        {
            deviations.Note(Tolerance.Names, $"'{written}' is not how {found.Path} is written here.");
        }

        return found;
    }

    private void Check(FilterExpression filter, Func<string, ScimAttribute?> find)
    {
        switch (filter)
        {
            case AndFilter and:
                foreach (FilterExpression operand in and.Operands) Check(operand, find);
                break;
            case OrFilter or:
                foreach (FilterExpression operand in or.Operands) Check(operand, find);
                break;
            case NotFilter not:
                Check(not.Operand, find);
                break;
            case PresentFilter present:
                find(present.Name.ToString());
                break;
            case CompareFilter compare when find(compare.Name.ToString()) is { } attribute:
                CheckLiteral(compare.Value.Kind, attribute.Type == AttributeType.Complex ? attribute.Value ?? attribute : attribute);
                break;
            case ValuePathFilter path when find(path.Name.ToString()) is { Type: AttributeType.Complex } attribute:
                Check(path.Filter, attribute);
                break;
        }
    }

    private void CheckLiteral(FilterValueKind kind, ScimAttribute attribute)
    {
        bool fits = attribute.Type switch
        {
            AttributeType.Boolean => kind is FilterValueKind.Boolean or FilterValueKind.Null,
            AttributeType.Integer or AttributeType.Decimal => kind is FilterValueKind.Number or FilterValueKind.Null,
            _ => kind is FilterValueKind.String or FilterValueKind.Null,
        };
        if (!fits) deviations.Note(Tolerance.QuotedValues, $"{attribute.Path} is compared with a value of another type.");
    }

    private static bool Same(string name, string path) => name.Equals(path, StringComparison.OrdinalIgnoreCase);
}
