using Scim.Protocol.Schema;
using Scim.Protos.Tokens.V1;

namespace Scim.ServiceDefaults.Schemas;

/// <summary>The resource types as one tenant has them.</summary>
/// <param name="Version">The version of the tenant's own schemas; 0 for none.</param>
/// <param name="User">Users.</param>
/// <param name="Group">Groups.</param>
public sealed record TenantTypes(long Version, ScimResourceType User, ScimResourceType Group)
{
    /// <summary>The types of the .proto.</summary>
    public static TenantTypes BuiltIn { get; } = new(0, ScimResourceTypes.User, ScimResourceTypes.Group);

    /// <summary>A type, as the tenant has it.</summary>
    public ScimResourceType Of(ScimResourceType type) => type.Name == User.Name ? User : Group;

    /// <summary>These types with more extensions.</summary>
    /// <exception cref="Protocol.Errors.ScimException">400 invalidValue: two schemas have one URI.</exception>
    public TenantTypes With(long version, IReadOnlyCollection<TypeExtension> extensions) => new(
        version,
        User.With([.. extensions.Where(item => item.ResourceType == User.Name).Select(item => item.Extension)]),
        Group.With([.. extensions.Where(item => item.ResourceType == Group.Name).Select(item => item.Extension)]));

    /// <summary>These types with a tenant's own extensions; what both define is as it is here.</summary>
    /// <exception cref="Protocol.Errors.ScimException">400: an extension is none.</exception>
    public TenantTypes With(TenantSchema schema) =>
        With(schema.Version, [.. schema.Extensions.Where(extension => !Has(extension.Urn)).Select(TypeExtension.Of)]);

    /// <summary>Whether one of the types has a schema of a URI.</summary>
    public bool Has(string urn) => new[] { User, Group }.Any(type =>
        type.FindExtension(urn) is not null || urn.Equals(type.Core.Urn, StringComparison.OrdinalIgnoreCase));
}
