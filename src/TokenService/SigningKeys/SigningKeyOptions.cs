using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Scim.ServiceDefaults.Callers;

namespace Scim.Tokens.SigningKeys;

/// <summary>The keys that JWTs are signed with: the section <c>SigningKeys</c>. All instances of the service share it.</summary>
internal sealed record SigningKeyOptions : IValidatableObject
{
    public const string Section = "SigningKeys";

    /// <summary>The claim <c>iss</c> of every JWT that is signed: any string without spaces, best the gateway's public URL.</summary>
    [Required, RegularExpression(@"\S{1,500}")]
    public string Issuer { get; init; } = "scim-micro";

    /// <summary>How long a key signs: 1 hour to 400 days, 30 days by default.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "400.00:00:00")]
    public TimeSpan SignsFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long before it signs a key is published, so that every cache knows it: up to half of SignsFor, 1 day by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "200.00:00:00")]
    public TimeSpan PublishedBefore { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// Keys in base64 by their ids, at least 32 bytes each, that private keys are stored under. All of them decrypt, so that
    /// they can be rotated. None: keys derived from those of the section "Caller".
    /// </summary>
    public IDictionary<string, string> EncryptionKeys { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The id of the key that encrypts. May be empty where there is one key at most.</summary>
    public string EncryptionKey { get; init; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublishedBefore > SignsFor / 2) yield return Failure("publishes keys too early: PublishedBefore is at most half of SignsFor.");
        foreach ((string id, string key) in EncryptionKeys)
        {
            if (!CallerOptions.IsKey(key)) yield return Failure($"has an encryption key \"{id}\" that is not base64 of at least {CallerOptions.MinimumKeyBytes} bytes.");
        }

        if (EncryptionKey.Length == 0 ? EncryptionKeys.Count > 1 : !EncryptionKeys.ContainsKey(EncryptionKey))
            yield return Failure("must name one of its encryption keys in SigningKeys:EncryptionKey.");
    }

    private static ValidationResult Failure(string what) => new($"The configuration section \"{Section}\" {what}", [nameof(EncryptionKeys)]);
}

/// <summary>Checks <see cref="SigningKeyOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class SigningKeyOptionsValidator : IValidateOptions<SigningKeyOptions>;
