namespace Scim.Provisioning.Mappings;

/// <summary>One line of the mapping: how a target attribute gets its value.</summary>
/// <param name="Target">The target attribute.</param>
/// <param name="Value">The expression; a direct mapping is <c>[source]</c>, a constant a literal.</param>
/// <param name="Default">What is sent on creation where the expression has no value, or null.</param>
/// <param name="Apply">When it is applied.</param>
/// <param name="Clearing">What is sent where the expression has no value any more.</param>
/// <param name="Precedence">The place among the matching attributes, from 1; null where it is none.</param>
internal sealed record AttributeMapping(
    TargetAttribute Target, MappingExpression Value, string? Default, ApplyWhen Apply, WhenNull Clearing, int? Precedence);
