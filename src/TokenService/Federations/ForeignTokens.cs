using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Scim.Tokens.Federations;

/// <summary>
/// Verifies JWTs of other issuers. The signature comes first, by a public key of the issuer and an algorithm for such keys, so that what
/// is wrong is told of nobody's tokens but the issuer's own (RFC 8725 section 3).
/// </summary>
internal sealed class ForeignTokens(IssuerKeys keys, IOptions<FederationOptions> options, TimeProvider time)
{
    private const int MaxLength = 16 << 10;

    private static readonly JsonWebTokenHandler Handler = new();

    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>Reads a JWT without believing it.</summary>
    public static bool TryRead(string value, [NotNullWhen(true)] out JsonWebToken? token)
    {
        token = null;
        if (value.Length is 0 or > MaxLength) return false;

        try
        {
            token = new JsonWebToken(value);
            return !token.IsEncrypted;
        }
        catch (Exception error) when (error is ArgumentException or JsonException)
        {
            return false;
        }
    }

    /// <summary>Verifies a JWT.</summary>
    public async Task<ForeignToken> VerifyAsync(string value, ForeignTokenExpectation expected, CancellationToken cancellationToken)
    {
        if (!TryRead(value, out JsonWebToken? token) || token.Issuer != expected.Issuer || token.Kid is not { Length: > 0 } || !Algorithms.Contains(token.Alg))
            return ForeignToken.Strange;
        if (await keys.FindAsync(expected.Issuer, expected.JwksUri, token.Kid, cancellationToken) is not { } key) return ForeignToken.Strange;

        TokenValidationResult signature = await Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = expected.Issuer,
            ValidAlgorithms = Algorithms,
            IssuerSigningKey = key,
            TryAllIssuerSigningKeys = false,
            AudienceValidator = static (_, _, _) => true, // audience and times come below, with a sentence each
            LifetimeValidator = static (_, _, _, _) => true,
        });
        return signature.IsValid ? new ForeignToken(token, Fault(token, expected)) : ForeignToken.Strange;
    }

    private static DateTimeOffset? Time(JsonWebToken token, string claim) =>
        token.TryGetPayloadValue(claim, out double seconds) && Math.Abs(seconds) < 1e11 ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;

    private string? Fault(JsonWebToken token, ForeignTokenExpectation expected)
    {
        DateTimeOffset now = time.GetUtcNow();
        TimeSpan skew = options.Value.ClockSkew;
        DateTimeOffset? issued = Time(token, "iat");
        if (Time(token, "exp") is not { } expires) return "It does not say when it ends.";
        if (now >= expires + skew) return "It has expired.";
        if (Time(token, "nbf") > now + skew) return "It is not valid yet.";
        if (issued > now + skew) return "It was issued in the future.";
        if (expires - (issued ?? now) > options.Value.MaxAssertionLifetime) return "It lives too long.";
        return token.Audiences.Intersect(expected.Audiences, StringComparer.Ordinal).Any() ? null : "Its audience is not one that the connection expects.";
    }
}
