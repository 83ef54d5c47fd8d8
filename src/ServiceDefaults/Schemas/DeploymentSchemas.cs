using System.Text;
using Microsoft.Extensions.Options;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.ServiceDefaults.Schemas;

/// <summary>The resource types as every tenant has them: those of the .proto with the extensions of the configuration.</summary>
/// <param name="options">The configuration.</param>
public sealed class DeploymentSchemas(IOptions<SchemaOptions> options)
{
    /// <summary>The most attributes that the extensions of one owner, the deployment or a tenant, may have index keys for.</summary>
    public const int MostIndexed = 32;

    /// <summary>The types.</summary>
    public TenantTypes Types { get; } = Read(options.Value);

    /// <summary>Reads the types of a configuration.</summary>
    /// <exception cref="ScimException">400: what is wrong with the extensions, all failures together.</exception>
    internal static TenantTypes Read(SchemaOptions options)
    {
        var extensions = new List<TypeExtension>();
        var failures = new List<string>();
        for (int i = 0; i < options.Extensions.Count; i++)
        {
            try
            {
                extensions.Add(Read(options.Extensions[i]));
            }
            catch (ScimException error)
            {
                failures.Add($"{i}: {error.Detail}");
            }
        }

        if (extensions.Sum(item => item.Extension.IndexedCount) > MostIndexed) failures.Add($"At most {MostIndexed} attributes can be indexed.");
        if (failures.Count > 0) throw ScimException.InvalidValue(string.Join(' ', failures));
        return TenantTypes.BuiltIn.With(0, extensions);
    }

    private static TypeExtension Read(ExtensionOptions options)
    {
        if (ScimResourceTypes.Find(options.ResourceType) is null) throw ScimException.InvalidValue($"\"{options.ResourceType}\" is none of User and Group.");
        return new TypeExtension(options.ResourceType, CustomExtension.Parse(Json(options), options.Required, [.. options.Indexed]));
    }

    private static byte[] Json(ExtensionOptions options)
    {
        if (options.File is null == options.Definition is null) throw ScimException.InvalidValue("Either File or Definition holds the schema.");
        try
        {
            return options.File is { } file ? File.ReadAllBytes(file) : Encoding.UTF8.GetBytes(options.Definition!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ScimException.InvalidValue($"{options.File} cannot be read: {error.Message}");
        }
    }
}
