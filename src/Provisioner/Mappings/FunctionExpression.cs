namespace Scim.Provisioning.Mappings;

/// <summary>A function of <see cref="MappingFunctions"/> with its arguments.</summary>
internal sealed record FunctionExpression(MappingFunction Function, IReadOnlyList<MappingExpression> Arguments) : MappingExpression
{
    public override object? Evaluate(SourceValues source) => Function.Apply(Arguments, source);
}
