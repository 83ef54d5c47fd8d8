using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Scim.Tokens.Removal;

/// <summary>How deleted tenants are removed: the section <c>Removal</c>.</summary>
internal sealed record RemovalOptions
{
    public const string Section = "Removal";

    /// <summary>
    /// How long after its deletion data of a tenant may still be written: until then it is looked for again. Longer than a
    /// token is believed without TokenService and than a call takes. 1 second to 1 hour, 2 minutes by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Settling { get; init; } = TimeSpan.FromMinutes(2);
}

/// <summary>Checks <see cref="RemovalOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class RemovalOptionsValidator : IValidateOptions<RemovalOptions>;
