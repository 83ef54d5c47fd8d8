using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Scim.Gateway.SigningKeys;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Tokens;

namespace Scim.Gateway.Authentication;

/// <summary>
/// Verifies access tokens by the published keys (RFC 9068 section 4), without asking TokenService. Whether what they stand for is served still
/// is another question.
/// </summary>
internal sealed class AccessTokens(KeySetCache keys, TimeProvider time)
{
    private static readonly JsonWebTokenHandler Handler = new();
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);
    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256];

    /// <summary>Reads a JWT without believing it.</summary>
    public static bool TryRead(string value, [NotNullWhen(true)] out JsonWebToken? token)
    {
        token = null;
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

    /// <summary>Whether a JWT says that it is an access token of ours.</summary>
    public static bool IsClaimed(JsonWebToken token) => token.Typ == AccessTokenClaims.Type;

    /// <summary>What an access token says of itself, and when it ends; null where it is not ours, or over.</summary>
    /// <exception cref="ScimException">503: nobody knows at present.</exception>
    public async Task<(AccessGrant Access, Timestamp Expires)?> VerifyAsync(JsonWebToken token, CancellationToken cancellationToken)
    {
        if (token.Kid is not { Length: > 0 } || token.Alg != SecurityAlgorithms.RsaSha256) return null;
        if (await keys.FindAsync(token.Kid, cancellationToken) is not var (set, key)) return null;

        TokenValidationResult result = await Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = set.Issuer,
            ValidAudience = AccessTokenClaims.Audience,
            ValidTypes = [AccessTokenClaims.Type],
            ValidAlgorithms = Algorithms,
            IssuerSigningKey = key,
            TryAllIssuerSigningKeys = false,
            LifetimeValidator = IsAlive,
        });
        return result.IsValid && Read(token) is { Scope: not Scope.Unspecified } access ? (access, Timestamp.FromDateTime(DateTime.SpecifyKind(token.ValidTo, DateTimeKind.Utc))) : null;
    }

    private static AccessGrant Read(JsonWebToken token) => new()
    {
        TenantId = Text(token, AccessTokenClaims.TenantId),
        ConnectionId = Text(token, AccessTokenClaims.ConnectionId),
        ClientId = Text(token, AccessTokenClaims.ClientId),
        CredentialId = Text(token, AccessTokenClaims.CredentialId),
        Scope = AccessTokenClaims.ScopeOf(Text(token, AccessTokenClaims.Scope)),
    };

    private static string Text(JsonWebToken token, string claim) => token.TryGetPayloadValue(claim, out string? value) ? value ?? "" : "";

    private bool IsAlive(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        return expires > now && (notBefore is null || notBefore <= now + Skew);
    }
}
