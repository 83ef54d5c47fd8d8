using System.Security.Cryptography;
using System.Text;
using Scim.Protos.Tokens.V1;

namespace Scim.Tokens.Grants;

/// <summary>What access tokens of a federation name as their credential: whom it trusts. If that changes, they end.</summary>
internal static class FederationCredential
{
    private const int Bytes = 12;

    public static string IdOf(Federation federation) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{federation.Issuer}\n{federation.Subject}")).AsSpan(0, Bytes));
}
