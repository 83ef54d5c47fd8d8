using System.Security.Cryptography;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.IdentityModel.Tokens;
using Scim.Protos.Tokens.V1;

namespace Scim.Tokens.SigningKeys;

/// <summary>Makes keys: RSA of 2048 bits for RS256, which RFC 9068 section 2.1 has everybody understand.</summary>
internal static class NewSigningKey
{
    /// <summary>How long after it signed last a key is published still: the longest life of an access token, and an hour for clocks that differ.</summary>
    public static readonly TimeSpan KeptAfterwards = TimeSpan.FromHours(7);

    private const int Bits = 2048;

    public static StoredSigningKey Create(long number, DateTimeOffset signsFrom, TimeSpan signsFor, KeyProtection protection)
    {
        using var rsa = RSA.Create(Bits);
        JsonWebKey jwk = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: false)));
        string id = Base64UrlEncoder.Encode(jwk.ComputeJwkThumbprint());
        byte[] secret = rsa.ExportPkcs8PrivateKey();
        var key = new SigningKey
        {
            Id = id,
            Algorithm = SecurityAlgorithms.RsaSha256,
            JwkJson = UnsafeByteOperations.UnsafeWrap(Serialize(jwk, id)),
            SignsFrom = Timestamp.FromDateTimeOffset(signsFrom),
            SignsUntil = Timestamp.FromDateTimeOffset(signsFrom + signsFor),
            Ends = Timestamp.FromDateTimeOffset(signsFrom + signsFor + KeptAfterwards),
        };
        var stored = new StoredSigningKey(number, key, protection.Protect(id, secret), protection.Current);
        CryptographicOperations.ZeroMemory(secret);
        return stored;
    }

    private static byte[] Serialize(JsonWebKey key, string id) => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>
    {
        ["kty"] = key.Kty, ["use"] = "sig", ["alg"] = SecurityAlgorithms.RsaSha256, ["kid"] = id, ["n"] = key.N, ["e"] = key.E,
    });
}
