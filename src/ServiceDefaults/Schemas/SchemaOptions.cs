namespace Scim.ServiceDefaults.Schemas;

/// <summary>The schema extensions that all tenants have: the section <c>Schemas</c>, the same on every host.</summary>
public sealed record SchemaOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Schemas";

    /// <summary>The extensions; none by default.</summary>
    public IList<ExtensionOptions> Extensions { get; init; } = [];
}
