using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using Scim.Protos.Common.V1;

namespace Scim.ServiceDefaults.Callers;

/// <summary>
/// Signs caller assertions and checks their signatures, by HMAC-SHA-256 under the shared keys. What was signed for a caller
/// is used again during the first half of its life, and what was checked is remembered for as long as it is valid.
/// </summary>
public sealed class CallerKeys
{
    private const int MostRemembered = 10_000;

    private readonly ConditionalWeakTable<CallerAssertion, Signed> _signed = [];
    private readonly ConcurrentDictionary<byte[], CallerAssertion> _verified = new(new OctetComparer());
    private readonly Dictionary<string, byte[]> _keys;
    private readonly string _signingKey;
    private readonly TimeSpan _lifetime;
    private readonly TimeProvider _time;

    /// <summary>Takes the keys of the options.</summary>
    public CallerKeys(IOptions<CallerOptions> options, TimeProvider time)
    {
        CallerOptions value = options.Value;
        _keys = value.Keys.ToDictionary(key => key.Key, key => Convert.FromBase64String(key.Value), StringComparer.Ordinal);
        _signingKey = value.SigningKey.Length > 0 ? value.SigningKey : value.Keys.Keys.Single();
        _lifetime = value.Lifetime;
        _time = time;
    }

    /// <summary>The caller as metadata: a serialised SignedCallerAssertion that is valid for half the configured time at least.</summary>
    /// <param name="caller">The caller; not to be changed afterwards.</param>
    public byte[] Sign(CallerAssertion caller)
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (_signed.TryGetValue(caller, out Signed? signed) && now < signed.UsedUntil && now >= signed.From) return signed.Metadata;

        signed = new Signed(Sign(caller, now + _lifetime), now, now + (_lifetime / 2));
        _signed.AddOrUpdate(caller, signed);
        return signed.Metadata;
    }

    /// <summary>The caller that metadata names; null where the signature is not ours or the time is over.</summary>
    public CallerAssertion? Verify(byte[] metadata)
    {
        if (!_verified.TryGetValue(metadata, out CallerAssertion? caller))
        {
            caller = Read(metadata);
            if (caller is null || !IsValid(caller)) return null;
            if (_verified.Count >= MostRemembered) _verified.Clear();
            _verified.TryAdd(metadata, caller);
            return caller;
        }

        if (IsValid(caller)) return caller;
        _verified.TryRemove(metadata, out _);
        return null;
    }

    private bool IsValid(CallerAssertion caller) => caller.ExpiresAt is { } end && end.ToDateTimeOffset() > _time.GetUtcNow();

    private byte[] Sign(CallerAssertion caller, DateTimeOffset expires)
    {
        CallerAssertion dated = caller.Clone();
        dated.ExpiresAt = Timestamp.FromDateTimeOffset(expires);
        byte[] bytes = dated.ToByteArray();
        return new SignedCallerAssertion
        {
            Assertion = UnsafeByteOperations.UnsafeWrap(bytes),
            Signature = UnsafeByteOperations.UnsafeWrap(HMACSHA256.HashData(_keys[_signingKey], bytes)),
            KeyId = _signingKey,
        }.ToByteArray();
    }

    private CallerAssertion? Read(byte[] metadata)
    {
        try
        {
            SignedCallerAssertion signed = SignedCallerAssertion.Parser.ParseFrom(metadata);
            if (!_keys.TryGetValue(signed.KeyId, out byte[]? key)) return null;

            Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
            HMACSHA256.HashData(key, signed.Assertion.Span, expected);
            return CryptographicOperations.FixedTimeEquals(expected, signed.Signature.Span) ? CallerAssertion.Parser.ParseFrom(signed.Assertion) : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private sealed record Signed(byte[] Metadata, DateTimeOffset From, DateTimeOffset UsedUntil);

    // By a hash that is seeded by the process, so that nobody outside can make keys meet.
    private sealed class OctetComparer : IEqualityComparer<byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] octets)
        {
            HashCode hash = default;
            hash.AddBytes(octets);
            return hash.ToHashCode();
        }
    }
}
