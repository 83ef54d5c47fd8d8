using System.ComponentModel.DataAnnotations;

namespace Scim.ServiceDefaults.Callers;

/// <summary>The keys that caller assertions are signed with, section "Caller" of the configuration. All processes share them.</summary>
public sealed record CallerOptions : IValidatableObject
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Caller";

    /// <summary>The fewest bytes of a key.</summary>
    public const int MinimumKeyBytes = 32;

    /// <summary>Keys in base64 by their ids, at least 32 bytes each. All of them are accepted, so that keys can be rotated.</summary>
    public IDictionary<string, string> Keys { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The id of the key that signs. May be empty where there is one key.</summary>
    public string SigningKey { get; init; } = "";

    /// <summary>How long an assertion is valid: 5 seconds to 5 minutes, by default one minute.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:05:00")]
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Keys.Count == 0)
            yield return Failure("needs at least one key: set Caller:Keys:<id> to 32 random bytes in base64, the same in every process.");

        foreach ((string id, string key) in Keys)
        {
            if (!IsKey(key))
                yield return Failure($"has a key \"{id}\" that is not base64 of at least {MinimumKeyBytes} bytes.");
        }

        if (SigningKey.Length == 0 ? Keys.Count > 1 : !Keys.ContainsKey(SigningKey))
            yield return Failure("must name one of its keys in Caller:SigningKey.");
    }

    private static ValidationResult Failure(string what) => new($"The configuration section \"Caller\" {what}", [nameof(Keys)]);

    /// <summary>Whether a text is base64 of enough bytes for a key.</summary>
    public static bool IsKey(string key)
    {
        var bytes = new byte[key.Length];
        return Convert.TryFromBase64String(key, bytes, out int length) && length >= MinimumKeyBytes;
    }
}
