namespace Scim.Provisioning.Mappings;

/// <summary><c>[attribute]</c>: an attribute of the source object.</summary>
internal sealed record AttributeExpression(string Name) : MappingExpression
{
    public override object? Evaluate(SourceValues source) => source[Name];
}
