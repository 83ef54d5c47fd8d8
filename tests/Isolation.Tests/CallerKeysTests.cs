using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Scim.Protos.Common.V1;
using Scim.ServiceDefaults.Callers;

namespace Scim.Isolation.Tests;

/// <summary>Assertions are used again and remembered, and are worth nothing beyond their time.</summary>
public sealed class CallerKeysTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly CallerAssertion _caller = new() { TenantId = "t1", Kind = CallerKind.Connection, Scope = Scope.Read, ConnectionId = "c1" };

    [Fact]
    public void Sign_WithinHalfTheLifetime_IsTheSame_AndThenIsNew()
    {
        CallerKeys keys = Keys();
        byte[] first = keys.Sign(_caller);
        _time.Advance((Lifetime / 2) - TimeSpan.FromSeconds(1));
        byte[] again = keys.Sign(_caller);
        _time.Advance(TimeSpan.FromSeconds(2));
        byte[] next = keys.Sign(_caller);

        Assert.Same(first, again);
        Assert.NotEqual(first, next);
        Assert.Equal("t1", keys.Verify(next)?.TenantId);
    }

    [Fact]
    public void Verify_OfWhatIsRemembered_EndsWithItsTime()
    {
        CallerKeys keys = Keys();
        byte[] signed = keys.Sign(_caller);

        Assert.Equal("c1", keys.Verify(signed)?.ConnectionId);
        _time.Advance(Lifetime - TimeSpan.FromSeconds(1));
        Assert.Equal("c1", keys.Verify([.. signed])?.ConnectionId);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(keys.Verify(signed));
        Assert.Null(keys.Verify(signed));
    }

    [Fact]
    public void Verify_OfAnyOtherBit_IsNobody_AlsoBesideWhatIsRemembered()
    {
        CallerKeys keys = Keys();
        byte[] signed = keys.Sign(_caller);
        Assert.NotNull(keys.Verify(signed));

        for (int bit = 0; bit < signed.Length * 8; bit++)
        {
            byte[] changed = [.. signed];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            CallerAssertion? caller = keys.Verify(changed);
            Assert.True(caller is null || caller.Equals(keys.Verify(signed)), $"bit {bit}");
        }
    }

    [Fact]
    public void Verify_UnderAnotherKey_IsNobody()
    {
        Assert.Null(Keys(7).Verify(Keys(8).Sign(_caller)));
    }

    private CallerKeys Keys(byte key = 0)
    {
        byte[] bytes = new byte[32];
        bytes[0] = key;
        return new CallerKeys(Options.Create(new CallerOptions { Keys = { ["k"] = Convert.ToBase64String(bytes) }, Lifetime = Lifetime }), _time);
    }
}
