using System.Security.Cryptography;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.Tokens.Documents;

namespace Scim.Tokens.Clients;

/// <summary>What an OAuth client and its secrets may be.</summary>
internal static class OAuthClientSettings
{
    public const int MaxClients = 10;
    public const int MaxSecrets = 10;

    private const int LongestYears = 3;
    private const int SecretIdBytes = 12;

    /// <summary>A new client as it was asked for, with an id that a retry of the same mutation gives again.</summary>
    /// <exception cref="ScimException">400: name, scope or lifetime.</exception>
    public static OAuthClient Create(OAuthClient asked, string connectionKey, Mutation by)
    {
        if (asked.DisplayName.Length is 0 or > 100) throw ScimException.InvalidValue("A client's name has 1 to 100 characters.");
        if (asked.Scope is not (Scope.Unspecified or Scope.Read or Scope.Write)) throw ScimException.InvalidValue("The scope is unknown.");

        AccessTokenLifetime.Check(asked.AccessTokenLifetime);
        return new OAuthClient
        {
            ClientId = new Guid(Derive("client", connectionKey, by).AsSpan(0, 16)).ToString(),
            DisplayName = asked.DisplayName,
            Scope = asked.Scope == Scope.Unspecified ? Scope.Write : asked.Scope,
            AccessTokenLifetime = Duration.FromTimeSpan(AccessTokenLifetime.Of(asked.AccessTokenLifetime)),
            Created = by.Time,
        };
    }

    /// <summary>The id of the secret that a mutation makes.</summary>
    public static string SecretId(string connectionKey, Mutation by) =>
        Convert.ToHexStringLower(Derive("secret", connectionKey, by).AsSpan(0, SecretIdBytes));

    /// <summary>When a secret ends: within three years, in one where nothing is asked.</summary>
    /// <exception cref="ScimException">400: in the past, or later.</exception>
    public static DateTimeOffset Expiry(Timestamp? asked, DateTimeOffset now)
    {
        DateTimeOffset expires = asked?.ToDateTimeOffset() ?? now.AddYears(1);
        return expires > now && expires <= now.AddYears(LongestYears).AddDays(1)
            ? expires
            : throw ScimException.InvalidValue($"A secret ends in the future, within {LongestYears} years.");
    }

    private static byte[] Derive(string purpose, string connectionKey, Mutation by) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{purpose}\n{connectionKey}\n{by.RequestId}"));
}
