using System.Collections.Frozen;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using Scim.Protos.Tokens.V1;

namespace Scim.Gateway.SigningKeys;

/// <summary>The public keys that JWTs of the system are checked with.</summary>
/// <param name="Issuer">What the JWTs name as their issuer.</param>
/// <param name="Keys">The keys by their ids.</param>
/// <param name="Json">The same as a JWK set (RFC 7517 section 5).</param>
internal sealed record KeySet(string Issuer, FrozenDictionary<string, JsonWebKey> Keys, byte[] Json)
{
    public static KeySet Of(ListSigningKeysResponse answer)
    {
        string[] keys = [.. answer.Keys.Select(key => key.JwkJson.ToStringUtf8())];
        return new KeySet(
            answer.Issuer,
            keys.Select(key => new JsonWebKey(key)).ToFrozenDictionary(key => key.Kid, StringComparer.Ordinal),
            Encoding.UTF8.GetBytes($$"""{"keys":[{{string.Join(',', keys)}}]}"""));
    }
}
