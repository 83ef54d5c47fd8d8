using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using Scim.Protos.Common.V1;

namespace Scim.ServiceDefaults.Callers;

/// <summary>Signs caller assertions and checks their signatures, by HMAC-SHA-256 under the shared keys.</summary>
public sealed class CallerKeys
{
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

    /// <summary>The caller as metadata: a serialised SignedCallerAssertion that is valid from now for the configured time.</summary>
    public byte[] Sign(CallerAssertion caller)
    {
        CallerAssertion dated = caller.Clone();
        dated.ExpiresAt = Timestamp.FromDateTimeOffset(_time.GetUtcNow() + _lifetime);
        byte[] bytes = dated.ToByteArray();
        return new SignedCallerAssertion
        {
            Assertion = UnsafeByteOperations.UnsafeWrap(bytes),
            Signature = UnsafeByteOperations.UnsafeWrap(HMACSHA256.HashData(_keys[_signingKey], bytes)),
            KeyId = _signingKey,
        }.ToByteArray();
    }

    /// <summary>The caller that metadata names; null where the signature is not ours or the time is over.</summary>
    public CallerAssertion? Verify(byte[] metadata)
    {
        try
        {
            SignedCallerAssertion signed = SignedCallerAssertion.Parser.ParseFrom(metadata);
            if (!_keys.TryGetValue(signed.KeyId, out byte[]? key)) return null;

            Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
            HMACSHA256.HashData(key, signed.Assertion.Span, expected);
            if (!CryptographicOperations.FixedTimeEquals(expected, signed.Signature.Span)) return null;

            CallerAssertion caller = CallerAssertion.Parser.ParseFrom(signed.Assertion);
            return caller.ExpiresAt is { } end && end.ToDateTimeOffset() > _time.GetUtcNow() ? caller : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
