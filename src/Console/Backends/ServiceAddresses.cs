using System.ComponentModel.DataAnnotations;

namespace Scim.Admin.Backends;

/// <summary>Where the gRPC services are: the section <c>Services</c>.</summary>
internal sealed record ServiceAddresses
{
    public const string Section = "Services";

    /// <summary>UserService's address.</summary>
    [Required(ErrorMessage = "Services:Users must be the address of UserService.")]
    public Uri? Users { get; init; }

    /// <summary>GroupService's address.</summary>
    [Required(ErrorMessage = "Services:Groups must be the address of GroupService.")]
    public Uri? Groups { get; init; }

    /// <summary>TokenService's address.</summary>
    [Required(ErrorMessage = "Services:Tokens must be the address of TokenService.")]
    public Uri? Tokens { get; init; }
}
