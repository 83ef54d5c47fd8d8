namespace Scim.Protocol.Schema.Custom;

/// <summary>One attribute of a custom extension, with its sub-attributes.</summary>
internal sealed record CustomAttribute(AttributeDefinition Definition, IReadOnlyList<CustomAttribute> SubAttributes);
