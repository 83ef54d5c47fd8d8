using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Scim.ServiceDefaults.Callers;

namespace Scim.Tokens.SigningKeys;

/// <summary>
/// Encrypts private keys for storage with AES-256-GCM: nonce, tag and ciphertext in a row, bound to the key's id. The keys
/// for it come from the configuration, those of the section "Caller" included, so that a key of its own can replace them.
/// </summary>
internal sealed class KeyProtection
{
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private static readonly byte[] Purpose = "scim signing keys"u8.ToArray();

    private readonly Dictionary<string, byte[]> _keys = new(StringComparer.Ordinal);

    public KeyProtection(IOptions<SigningKeyOptions> options, IOptions<CallerOptions> caller)
    {
        foreach ((string id, string key) in caller.Value.Keys) _keys[OfCaller(id)] = Derive(key);
        foreach ((string id, string key) in options.Value.EncryptionKeys) _keys[id] = Derive(key);
        Current = (options.Value.EncryptionKey, options.Value.EncryptionKeys.Count) switch
        {
            ({ Length: > 0 } named, _) => named,
            (_, > 0) => options.Value.EncryptionKeys.Keys.Single(),
            _ => OfCaller(caller.Value.SigningKey is { Length: > 0 } signing ? signing : caller.Value.Keys.Keys.Single()),
        };
    }

    /// <summary>The id of the key that encrypts.</summary>
    public string Current { get; }

    /// <summary>Encrypts under the current key.</summary>
    public byte[] Protect(string keyId, ReadOnlySpan<byte> secret)
    {
        var stored = new byte[NonceBytes + TagBytes + secret.Length];
        RandomNumberGenerator.Fill(stored.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_keys[Current], TagBytes);
        aes.Encrypt(
            stored.AsSpan(0, NonceBytes), secret, stored.AsSpan(NonceBytes + TagBytes), stored.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(keyId));
        return stored;
    }

    /// <summary>Decrypts; null where the key that it was encrypted under is not known, or it was tampered with.</summary>
    public byte[]? Unprotect(string keyId, ReadOnlySpan<byte> stored, string protectedBy)
    {
        if (stored.Length < NonceBytes + TagBytes || !_keys.TryGetValue(protectedBy, out byte[]? key)) return null;

        var secret = new byte[stored.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        try
        {
            aes.Decrypt(stored[..NonceBytes], stored[(NonceBytes + TagBytes)..], stored.Slice(NonceBytes, TagBytes), secret, Encoding.UTF8.GetBytes(keyId));
            return secret;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static string OfCaller(string id) => $"caller:{id}";

    private static byte[] Derive(string key) => HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromBase64String(key), KeyBytes, info: Purpose);
}
