namespace Scim.Provisioning.Mappings;

/// <summary>A constant; an omitted argument is the constant null.</summary>
internal sealed record LiteralExpression(object? Value) : MappingExpression
{
    public override object? Evaluate(SourceValues source) => Value;
}
