using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Scim.ServiceDefaults.Grpc;

namespace Scim.Groups.Subjects;

/// <summary>Where UserService is: the section <c>Services</c>.</summary>
internal sealed record SubjectOptions : IValidatableObject
{
    public const string Section = "Services";

    /// <summary>
    /// The address of UserService, for example <c>http://user-service:8080</c>, or several with commas between; what a DNS name
    /// stands for and what is listed is balanced over.
    /// </summary>
    [Required(ErrorMessage = "Services:Users is missing: set it to the address of UserService.")]
    public string? Users { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!ServiceChannel.IsValid(Users)) yield return new ValidationResult($"Services:Users is \"{Users}\"; it has to be http or https addresses.");
    }
}

/// <summary>Checks <see cref="SubjectOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class SubjectOptionsValidator : IValidateOptions<SubjectOptions>;
