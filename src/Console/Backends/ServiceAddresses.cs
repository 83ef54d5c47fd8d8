using System.ComponentModel.DataAnnotations;
using Scim.ServiceDefaults.Grpc;

namespace Scim.Admin.Backends;

/// <summary>
/// Where the gRPC services are: the section <c>Services</c>. Each is one address, whose name may stand for several
/// instances in DNS, or several with commas between.
/// </summary>
internal sealed record ServiceAddresses : IValidatableObject
{
    public const string Section = "Services";

    /// <summary>UserService's address.</summary>
    public string? Users { get; init; }

    /// <summary>GroupService's address.</summary>
    public string? Groups { get; init; }

    /// <summary>TokenService's address.</summary>
    public string? Tokens { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach ((string name, string? value) in ((string, string?)[])[(nameof(Users), Users), (nameof(Groups), Groups), (nameof(Tokens), Tokens)])
        {
            if (!ServiceChannel.IsValid(value))
                yield return new ValidationResult($"Services:{name} is \"{value}\"; it has to be the http or https address of a service.", [name]);
        }
    }
}
