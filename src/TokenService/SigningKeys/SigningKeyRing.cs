using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using Scim.Protocol.Errors;
using Scim.Protos.Tokens.V1;

namespace Scim.Tokens.SigningKeys;

/// <summary>
/// The signing keys that all instances share: remembered for half a minute, then read again. Whoever reads makes the next
/// key when it is due; a key's times are in its document, so that all instances sign with the same one.
/// </summary>
internal sealed partial class SigningKeyRing(
    SigningKeyStore store, KeyProtection protection, IOptions<SigningKeyOptions> options, TimeProvider time, ILogger<SigningKeyRing> logger)
{
    private const int Attempts = 5;

    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private volatile Known? _known;

    /// <summary>The public keys, newest first, as they are stored now.</summary>
    public async Task<IReadOnlyList<SigningKey>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await ReadAsync(cancellationToken)).Stored.Select(key => key.Public)];

    /// <summary>What signs at present.</summary>
    public async Task<SigningCredentials> GetCurrentAsync(CancellationToken cancellationToken)
    {
        if (_known is { } known && time.GetElapsedTime(known.ReadAt) < Remembered && known.Signing(time.GetUtcNow()) is { } signing) return signing;

        Known read = await ReadAsync(cancellationToken);
        return read.Signing(time.GetUtcNow()) ?? throw Unsettled(); // a first key signs from when it was made on, which is after the call began
    }

    private static bool Signs(StoredSigningKey key, DateTimeOffset now) =>
        key.Public.SignsFrom.ToDateTimeOffset() <= now && now < key.Public.SignsUntil.ToDateTimeOffset();

    private static ScimException Unsettled() => ScimException.Unavailable(RetryAfter, "The signing keys are being made.");

    /// <summary>Reads the keys, and makes the next one if it is due.</summary>
    private async Task<Known> ReadAsync(CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            IReadOnlyList<StoredSigningKey> stored = await store.ListAsync(cancellationToken);
            Dictionary<string, SigningCredentials> usable = await UnlockAsync(stored, cancellationToken);
            if (NextDue(stored, usable) is not { } signsFrom) return _known = new Known(stored, usable, time.GetTimestamp());

            long number = stored.Count == 0 ? 1 : stored[0].Number + 1;
            StoredSigningKey made = NewSigningKey.Create(number, signsFrom, options.Value.SignsFor, protection);
            if (await store.TryAddAsync(made, cancellationToken)) Log.Made(logger, made.Public.Id, signsFrom);
        }

        throw Unsettled();
    }

    /// <summary>When a key that has to be made now shall begin to sign; null where none has to be.</summary>
    private DateTimeOffset? NextDue(IReadOnlyList<StoredSigningKey> stored, Dictionary<string, SigningCredentials> usable)
    {
        DateTimeOffset now = time.GetUtcNow();
        StoredSigningKey[] ours = [.. stored.Where(key => usable.ContainsKey(key.Public.Id))];
        if (!ours.Any(key => Signs(key, now))) return now;

        DateTimeOffset end = ours.Max(key => key.Public.SignsUntil.ToDateTimeOffset());
        return now >= end - options.Value.PublishedBefore ? end : null;
    }

    private async Task<Dictionary<string, SigningCredentials>> UnlockAsync(IReadOnlyList<StoredSigningKey> stored, CancellationToken cancellationToken)
    {
        var usable = new Dictionary<string, SigningCredentials>(StringComparer.Ordinal);
        foreach (StoredSigningKey key in stored)
        {
            string id = key.Public.Id;
            bool settled = key.ProtectedBy == protection.Current;
            SigningCredentials? known = _known?.Usable.GetValueOrDefault(id);
            if (settled && known is not null) usable[id] = known;
            else if (protection.Unprotect(id, key.Private, key.ProtectedBy) is { } secret) usable[id] = await TakeAsync(key, secret, settled, cancellationToken);
            else if (known is not null) usable[id] = known; // an instance with newer encryption keys stored it anew
            else if (_known is null) Log.Locked(logger, id, key.ProtectedBy);
        }

        return usable;
    }

    private async Task<SigningCredentials> TakeAsync(StoredSigningKey key, byte[] secret, bool settled, CancellationToken cancellationToken)
    {
        string id = key.Public.Id;
        if (!settled) await store.ProtectAnewAsync(key, protection.Protect(id, secret), protection.Current, cancellationToken);
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(secret, out _);
        CryptographicOperations.ZeroMemory(secret);
        return new SigningCredentials(new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: true)) { KeyId = id }, key.Public.Algorithm);
    }

    /// <summary>What was read.</summary>
    private sealed record Known(IReadOnlyList<StoredSigningKey> Stored, Dictionary<string, SigningCredentials> Usable, long ReadAt)
    {
        /// <summary>The newest key that signs at a time and that this instance can use.</summary>
        public SigningCredentials? Signing(DateTimeOffset now) =>
            Stored.Where(key => Signs(key, now)).Select(key => Usable.GetValueOrDefault(key.Public.Id)).FirstOrDefault(found => found is not null);
    }

    private static partial class Log
    {
        [LoggerMessage(4301, LogLevel.Information, "Signing key {KeyId} was made; it signs from {SignsFrom:u} on")]
        public static partial void Made(ILogger logger, string keyId, DateTimeOffset signsFrom);

        [LoggerMessage(4302, LogLevel.Warning, "Signing key {KeyId} cannot be used for signing: the encryption key {EncryptionKey} that it is stored under is not configured")]
        public static partial void Locked(ILogger logger, string keyId, string encryptionKey);
    }
}
