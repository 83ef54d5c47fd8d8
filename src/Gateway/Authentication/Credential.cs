using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Scim.ServiceDefaults.Tokens;

namespace Scim.Gateway.Authentication;

/// <summary>What a request proves its caller by.</summary>
/// <param name="Key">What it is remembered under: a long-lived token's id, or what stands for a JWT.</param>
/// <param name="Sha256">SHA-256 of its secret, or of the JWT with the tenant that it is used for.</param>
/// <param name="Jwt">The JWT; null for a long-lived token.</param>
internal sealed record Credential(string Key, byte[] Sha256, string? Jwt)
{
    private const int MaxJwtLength = 16 << 10;

    /// <summary>Reads a bearer token; false for what cannot be one.</summary>
    /// <param name="value">The token.</param>
    /// <param name="tenantId">The tenant of the Tenant URL; null below /scim/v2. What a JWT stands for may depend on it.</param>
    /// <param name="credential">What was read.</param>
    public static bool TryRead(string value, string? tenantId, [NotNullWhen(true)] out Credential? credential)
    {
        if (BearerToken.TryParse(value, out BearerToken? token))
        {
            credential = new Credential(token.Id, token.SecretSha256(), null);
            return true;
        }

        credential = null;
        if (value.Length > MaxJwtLength || value.AsSpan().Count('.') != 2 || !Ascii.IsValid(value)) return false;

        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{tenantId}\n{value}"));
        credential = new Credential(Convert.ToHexString(hash), hash, value);
        return true;
    }
}
