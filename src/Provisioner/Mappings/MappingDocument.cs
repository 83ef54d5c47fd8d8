namespace Scim.Provisioning.Mappings;

/// <summary>The mapping file; a part that is left out is as in the default mapping.</summary>
internal sealed record MappingDocument
{
    public IReadOnlyList<MappingLine>? Users { get; init; }

    public IReadOnlyList<MappingLine>? Groups { get; init; }
}
