using Microsoft.Extensions.Options;
using Scim.ServiceDefaults.Grpc;

namespace Scim.ServiceDefaults.Schemas;

/// <summary>Where tenants' schemas are asked for: the section <c>Services</c>.</summary>
internal sealed record SchemaServiceOptions
{
    public const string Section = "Services";

    /// <summary>The address of TokenService, as of any service; without it tenants have no schemas of their own.</summary>
    public string? Tokens { get; init; }
}

/// <summary>Checks <see cref="SchemaServiceOptions"/> at start.</summary>
internal sealed class SchemaServiceOptionsValidator : IValidateOptions<SchemaServiceOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SchemaServiceOptions options) => string.IsNullOrEmpty(options.Tokens) || ServiceChannel.IsValid(options.Tokens)
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"{SchemaServiceOptions.Section}:Tokens must be the address of TokenService, for example http://token-service:8080; it is \"{options.Tokens}\".");
}
