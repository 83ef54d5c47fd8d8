using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Scim.Gateway.Authentication;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;

namespace Scim.Gateway.Tests.Authentication;

/// <summary>How long what TokenService said is believed, to the moment.</summary>
public sealed class TokenCacheTests
{
    private static readonly byte[] Secret = [1, 2, 3, 4, 5, 6, 7, 8];
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RefusalLifetime = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly TokenCache _cache;

    public TokenCacheTests() => _cache = new TokenCache(Options.Create(new TokenOptions()), _time);

    [Fact]
    public void GoodToken_IsBelievedForSixtySeconds()
    {
        Remember("a", expires: null);
        _time.Advance(Lifetime - Moment);
        Assert.NotNull(_cache.Find("a", Secret));

        _time.Advance(Moment);
        Assert.Null(_cache.Find("a", Secret));
    }

    [Fact]
    public void GoodToken_IsBelievedNoLongerThanItLives()
    {
        Remember("a", _time.GetUtcNow() + Heartbeat);
        _time.Advance(Heartbeat - Moment);
        Assert.NotNull(_cache.Find("a", Secret));

        _time.Advance(Moment);
        Assert.Null(_cache.Find("a", Secret));
    }

    [Fact]
    public void GoodToken_WithAnotherSecret_IsNotKnown()
    {
        Remember("a", expires: null);

        Assert.Null(_cache.Find("a", [8, 7, 6, 5, 4, 3, 2, 1]));
    }

    [Fact]
    public void Revocations_AreTrustedForFiveSecondsAfterAHeartbeat_AndNotAfterALoss()
    {
        Assert.False(_cache.IsFresh);
        _cache.Heartbeat();
        _time.Advance(Heartbeat - Moment);
        Assert.True(_cache.IsFresh);
        _time.Advance(Moment);
        Assert.False(_cache.IsFresh);

        _cache.Heartbeat();
        _cache.Lose();
        Assert.False(_cache.IsFresh);
    }

    [Fact]
    public void RefusedToken_IsRefusedForTenSecondsWithoutAsking()
    {
        _cache.Refuse("a", Secret);
        _time.Advance(RefusalLifetime - Moment);
        Assert.True(_cache.IsRefused("a", Secret));

        _time.Advance(Moment);
        Assert.False(_cache.IsRefused("a", Secret));
    }

    [Theory]
    [InlineData(RevocationKind.Token, "a", "", false, true)]
    [InlineData(RevocationKind.Connection, "", "c1", false, true)]
    [InlineData(RevocationKind.Tenant, "", "", false, false)]
    public void Revocation_ForgetsWhatItConcernsAndNothingElse(RevocationKind kind, string token, string connection, bool first, bool second)
    {
        Remember("a", expires: null, "c1");
        Remember("b", expires: null, "c2");

        _cache.Forget(new Revocation { Kind = kind, TenantId = "t", TokenId = token, ConnectionId = connection });

        Assert.Equal((first, second), (_cache.Find("a", Secret) is not null, _cache.Find("b", Secret) is not null));
    }

    [Fact]
    public void Answer_ThatWasAskedForBeforeARevocation_IsNotRemembered()
    {
        int generation = _cache.Generation;
        _cache.Forget(new Revocation { Kind = RevocationKind.Token, TokenId = "other" });

        _cache.Remember(new Credential("a", Secret, null), null, Caller("c"), generation);

        Assert.Null(_cache.Find("a", Secret));
    }

    private static ScimCaller Caller(string connection) => new(new CallerAssertion { TenantId = "t", ConnectionId = connection }, ClientProfile.Entra);

    private void Remember(string id, DateTimeOffset? expires, string connection = "c") =>
        _cache.Remember(new Credential(id, Secret, null), expires, Caller(connection), _cache.Generation);
}
