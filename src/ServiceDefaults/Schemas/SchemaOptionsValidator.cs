using Microsoft.Extensions.Options;
using Scim.Protocol.Errors;

namespace Scim.ServiceDefaults.Schemas;

/// <summary>Refuses extensions that are none at start, all failures together.</summary>
internal sealed class SchemaOptionsValidator : IValidateOptions<SchemaOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SchemaOptions options)
    {
        try
        {
            DeploymentSchemas.Read(options);
            return ValidateOptionsResult.Success;
        }
        catch (ScimException error)
        {
            return ValidateOptionsResult.Fail($"{SchemaOptions.Section}:Extensions: {error.Detail}");
        }
    }
}
