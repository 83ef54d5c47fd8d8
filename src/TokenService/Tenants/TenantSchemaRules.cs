using Scim.Protocol.Errors;
using Scim.Protocol.Schema;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Schemas;
using SchemaExtension = Scim.Protos.Tokens.V1.SchemaExtension;

namespace Scim.Tokens.Tenants;

/// <summary>
/// What a tenant's schemas may be and become. What is stored by them cannot be taken back, so that they are read strictly,
/// and a change only loosens or adds. All failures of a request are told together.
/// </summary>
internal sealed class TenantSchemaRules(DeploymentSchemas deployment)
{
    private const int MostExtensions = 20;
    private const int LongestDefinition = 256 * 1024;

    /// <summary>Refuses extensions that are none, or that may not follow those before.</summary>
    /// <param name="extensions">All extensions that the tenant is to have.</param>
    /// <param name="before">Those that it has.</param>
    /// <param name="mayHaveData">Whether resources may be stored, which a new extension that is required would be missing from.</param>
    /// <exception cref="ScimException">400 invalidValue.</exception>
    public void Check(IReadOnlyCollection<SchemaExtension> extensions, TenantSchema before, bool mayHaveData)
    {
        if (extensions.Count > MostExtensions) throw ScimException.InvalidValue($"A tenant has at most {MostExtensions} extensions.");

        var failures = new List<string>();
        int indexed = 0;
        foreach (SchemaExtension extension in extensions)
        {
            if (Read(extension, failures) is not { } definition) continue;
            indexed += definition.IndexedCount;
            SchemaExtension? earlier = before.Extensions.FirstOrDefault(old => Same(old, extension));
            if (earlier is not null) failures.AddRange(FailuresAfter(earlier, extension, definition));
            else if (definition.Required && mayHaveData) failures.Add($"{extension.Urn} cannot be required: the tenant has connections, and resources that exist are without it.");
        }

        failures.AddRange(before.Extensions.Where(old => !extensions.Any(extension => Same(old, extension))).Select(gone => $"{gone.Urn} cannot be removed: values may be stored of it."));
        failures.AddRange(extensions.GroupBy(extension => extension.Urn.ToUpperInvariant()).Where(same => same.Count() > 1).Select(same => $"{same.First().Urn} is there twice."));
        if (indexed > DeploymentSchemas.MostIndexed) failures.Add($"A tenant has at most {DeploymentSchemas.MostIndexed} indexed attributes.");
        if (failures.Count > 0) throw ScimException.InvalidValue(string.Join(' ', failures));
    }

    private CustomExtension? Read(SchemaExtension extension, List<string> failures)
    {
        int before = failures.Count;
        if (ScimResourceTypes.Find(extension.ResourceType) is null) failures.Add($"{extension.Urn}: an extension is of the resource type User or Group.");
        if (deployment.Types.Has(extension.Urn)) failures.Add($"{extension.Urn} is a schema of every tenant already.");
        if (extension.DefinitionJson.Length > LongestDefinition) failures.Add($"{extension.Urn}: a definition has at most {LongestDefinition} bytes.");
        if (failures.Count > before) return null;
        try
        {
            CustomExtension definition = TypeExtension.Of(extension).Extension;
            if (definition.Urn == extension.Urn) return definition;
            failures.Add($"{extension.Urn}: the id of the definition is \"{definition.Urn}\"; both have to be the extension's URI.");
        }
        catch (ScimException error)
        {
            failures.Add($"{extension.Urn}: {error.Detail}");
        }

        return null;
    }

    private static IEnumerable<string> FailuresAfter(SchemaExtension earlier, SchemaExtension extension, CustomExtension definition)
    {
        if (earlier.ResourceType != extension.ResourceType) yield return $"{extension.Urn} stays an extension of the resource type {earlier.ResourceType}.";
        foreach (string failure in definition.FailuresAfter(TypeExtension.Of(earlier).Extension)) yield return failure;
    }

    private static bool Same(SchemaExtension left, SchemaExtension right) => left.Urn.Equals(right.Urn, StringComparison.OrdinalIgnoreCase);
}
