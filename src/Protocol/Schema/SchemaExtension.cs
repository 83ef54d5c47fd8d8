namespace Scim.Protocol.Schema;

/// <summary>An extension of a resource type (RFC 7643 section 6, <c>schemaExtensions</c>).</summary>
/// <param name="Schema">The extension's schema.</param>
/// <param name="Attribute">The attribute that holds the extension's values, named by the URN.</param>
/// <param name="Required">Whether every resource of the type must have the extension.</param>
public sealed record SchemaExtension(ScimSchema Schema, ScimAttribute Attribute, bool Required);
