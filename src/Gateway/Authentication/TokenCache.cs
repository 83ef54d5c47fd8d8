using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Scim.Protos.Tokens.V1;

namespace Scim.Gateway.Authentication;

/// <summary>What TokenService said of tokens, bounded, and forgotten when a revocation says so.</summary>
internal sealed class TokenCache(IOptions<TokenOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _refused = new(StringComparer.Ordinal);
    private long _heartbeat = long.MinValue;
    private int _generation;

    /// <summary>Raised by every revocation: an answer that was asked for before is not remembered.</summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <summary>Whether revocations are heard of at present, so that what is remembered can be believed.</summary>
    public bool IsFresh
    {
        get
        {
            long heartbeat = Volatile.Read(ref _heartbeat);
            return heartbeat != long.MinValue && time.GetElapsedTime(heartbeat) < options.Value.Heartbeat;
        }
    }

    public void Heartbeat() => Volatile.Write(ref _heartbeat, time.GetTimestamp());

    /// <summary>The stream of revocations broke: from now on every request asks.</summary>
    public void Lose() => Volatile.Write(ref _heartbeat, long.MinValue);

    public ScimCaller? Find(string tokenId, ReadOnlySpan<byte> secret)
    {
        if (!_known.TryGetValue(tokenId, out Known? known)) return null;
        bool believed = known.Expires > time.GetUtcNow()
            && time.GetElapsedTime(known.At) < options.Value.Lifetime
            && System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(known.Secret, secret);
        return believed ? known.Caller : null;
    }

    public bool IsRefused(string tokenId, ReadOnlySpan<byte> secret) =>
        _refused.TryGetValue(RefusalKey(tokenId, secret), out long at) && time.GetElapsedTime(at) < options.Value.RefusalLifetime;

    public void Remember(Credential credential, DateTimeOffset? expires, ScimCaller caller, int generation)
    {
        if (_known.Count >= options.Value.Remembered) _known.Clear();
        _known[credential.Key] = new Known(credential.Sha256, caller, time.GetTimestamp(), expires ?? DateTimeOffset.MaxValue);
        if (generation != Generation) _known.TryRemove(credential.Key, out _);
    }

    public void Refuse(string tokenId, ReadOnlySpan<byte> secret)
    {
        if (_refused.Count >= options.Value.Remembered) _refused.Clear();
        _refused[RefusalKey(tokenId, secret)] = time.GetTimestamp();
    }

    public void Forget(Revocation revocation)
    {
        Interlocked.Increment(ref _generation);
        if (revocation.Kind == RevocationKind.Token)
        {
            _known.TryRemove(revocation.TokenId, out _);
            return;
        }

        foreach ((string id, Known known) in _known)
        {
            bool ofConnection = revocation.Kind != RevocationKind.Connection || known.Caller.ConnectionId == revocation.ConnectionId;
            if (known.Caller.TenantId == revocation.TenantId && ofConnection) _known.TryRemove(id, out _);
        }
    }

    public void ForgetAll()
    {
        Interlocked.Increment(ref _generation);
        _known.Clear();
    }

    private static string RefusalKey(string tokenId, ReadOnlySpan<byte> secret) => string.Concat(tokenId, Convert.ToHexString(secret[..8]));

    private sealed record Known(byte[] Secret, ScimCaller Caller, long At, DateTimeOffset Expires);
}
