using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Scim.Groups.Subjects;

/// <summary>Where UserService is: the section <c>Services</c>.</summary>
internal sealed record SubjectOptions
{
    public const string Section = "Services";

    /// <summary>The address of UserService, for example <c>http://user-service:8080</c>; a DNS name with several addresses is balanced over.</summary>
    [Required(ErrorMessage = "Services:Users is missing: set it to the address of UserService.")]
    public Uri? Users { get; init; }
}

/// <summary>Checks <see cref="SubjectOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class SubjectOptionsValidator : IValidateOptions<SubjectOptions>;
