using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Callers;
using Scim.Tests.Shared;
using Scim.Tokens.SigningKeys;

namespace Scim.Tokens.Tests.SigningKeys;

/// <summary>The life of the signing keys, with a clock of the test's.</summary>
public sealed class SigningKeyTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private ServiceHost _host = null!;
    private SigningKeyService.SigningKeyServiceClient _keys = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await ServiceHost.StartAsync(builder => builder.AddTokenService(), app => app.MapTokenService(), _time);
        _keys = new SigningKeyService.SigningKeyServiceClient(_host.As(new CallerAssertion { Kind = CallerKind.Service, Scope = Scope.Write, Actor = "gateway" }));
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task List_ByManyInstancesAtOnce_MakesOneKeyThatAllSignWith()
    {
        SigningKeyRing[] instances = [.. Enumerable.Range(0, 8).Select(_ => Ring(_host.Get<KeyProtection>()))];

        IReadOnlyList<SigningKey>[] listed = await Task.WhenAll(instances.Select(ring => ring.ListAsync(Cancel)));
        SigningCredentials[] signing = await Task.WhenAll(instances.Select(ring => ring.GetCurrentAsync(Cancel)));

        SigningKey only = Assert.Single(listed[0]);
        Assert.All(listed, keys => Assert.Equal(only, Assert.Single(keys)));
        Assert.All(signing, credentials => Assert.Equal(only.Id, credentials.Kid));
    }

    [Fact]
    public async Task Sign_OfClaims_IsVerifiedByThePublishedKey()
    {
        SignTokenResponse signed = await SignAsync();

        ListSigningKeysResponse set = await _keys.ListSigningKeysAsync(new ListSigningKeysRequest(), cancellationToken: Cancel);
        TokenValidationResult result = await VerifyAsync(signed.Value, set);
        var token = (JsonWebToken)result.SecurityToken;
        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.Equal(("session+jwt", "RS256", set.Issuer, signed.Id), (token.Typ, token.Alg, token.Issuer, token.Id));
        Assert.Equal(("contoso", "adele"), (token.GetPayloadValue<string>("tenant_id"), token.Subject));
        Assert.Equal(signed.Expires.ToDateTime(), token.ValidTo);
        Assert.DoesNotContain("\"d\"", set.Keys[0].JwkJson.ToStringUtf8(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_OverTheMonths_ArePublishedFirst_ThenSign_ThenVerifyOnly()
    {
        SignTokenResponse first = await SignAsync();
        SigningKey old = (await ListAsync()).Single();

        _time.AdjustTime(old.SignsUntil.ToDateTimeOffset() - TimeSpan.FromHours(23));
        IReadOnlyList<SigningKey> overlapping = await ListAsync();
        Assert.Equal(2, overlapping.Count);
        Assert.Equal(old.SignsUntil, overlapping[0].SignsFrom);
        Assert.Equal(old.Id, KeyOf(await SignAsync()));

        _time.AdjustTime(old.SignsUntil.ToDateTimeOffset() - TimeSpan.FromSeconds(1));
        SignTokenResponse last = await SignAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        SignTokenResponse next = await SignAsync();

        Assert.Equal((old.Id, old.Id, overlapping[0].Id), (KeyOf(first), KeyOf(last), KeyOf(next)));
        ListSigningKeysResponse set = await _keys.ListSigningKeysAsync(new ListSigningKeysRequest(), cancellationToken: Cancel);
        Assert.True((await VerifyAsync(last.Value, set)).IsValid);
        Assert.True((await VerifyAsync(next.Value, set)).IsValid);
        Assert.True(old.Ends.ToDateTimeOffset() >= old.SignsUntil.ToDateTimeOffset() + TimeSpan.FromHours(6));
    }

    [Fact]
    public async Task Keys_AfterAPauseOfYears_BeginAtOnce()
    {
        await SignAsync();
        _time.AdjustTime(_time.GetUtcNow().AddDays(1000));

        string key = KeyOf(await SignAsync());

        Assert.Equal(key, (await ListAsync())[0].Id);
    }

    [Fact]
    public async Task PrivateKey_InTheDatabase_IsEncrypted()
    {
        await SignAsync();

        BsonDocument stored = await _host.Database.GetCollection<BsonDocument>("signing_keys").Find(new BsonDocument()).SingleAsync(Cancel);

        using var rsa = RSA.Create();
        byte[] secret = stored["private"].AsByteArray;
        Assert.Throws<CryptographicException>(() => rsa.ImportPkcs8PrivateKey(secret, out _));
        byte[] opened = _host.Get<KeyProtection>().Unprotect(stored["id"].AsString, secret, stored["protected_by"].AsString)!;
        rsa.ImportPkcs8PrivateKey(opened, out _);
        Assert.Equal("caller:tests", stored["protected_by"].AsString);
        secret[^1] ^= 1;
        Assert.Null(_host.Get<KeyProtection>().Unprotect(stored["id"].AsString, secret, stored["protected_by"].AsString));
    }

    [Fact]
    public async Task EncryptionKey_WhenRotated_KeepsTheSigningKey()
    {
        SigningKey key = (await ListAsync()).Single();
        KeyProtection both = Protection(_host.Get<IOptions<CallerOptions>>(), "new", ("old", 1), ("new", 2)), after = Protection(AnotherCaller(), "new", ("new", 2));

        Assert.Equal(key.Id, (await Ring(both).GetCurrentAsync(Cancel)).Kid);

        Assert.Equal(key.Id, (await Ring(after).GetCurrentAsync(Cancel)).Kid);
        Assert.Equal(key.Id, KeyOf(await SignAsync()));
    }

    [Fact]
    public async Task EncryptionKey_WhenLost_MakesANewSigningKey_AndTheOldOneVerifies()
    {
        SignTokenResponse before = await SignAsync();

        SigningKeyRing lost = Ring(Protection(AnotherCaller(), "new", ("new", 3)));
        SigningCredentials credentials = await lost.GetCurrentAsync(Cancel);

        Assert.NotEqual(KeyOf(before), credentials.Kid);
        ListSigningKeysResponse set = await _keys.ListSigningKeysAsync(new ListSigningKeysRequest(), cancellationToken: Cancel);
        Assert.Equal([credentials.Kid, KeyOf(before)], set.Keys.Select(key => key.Id));
        Assert.True((await VerifyAsync(before.Value, set)).IsValid);
    }

    private static string KeyOf(SignTokenResponse signed) => new JsonWebToken(signed.Value).Kid;

    private static Task<TokenValidationResult> VerifyAsync(string token, ListSigningKeysResponse set) => new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
    {
        ValidIssuer = set.Issuer,
        ValidAudience = "crm",
        ValidTypes = ["session+jwt"],
        IssuerSigningKeys = set.Keys.Select(key => new JsonWebKey(key.JwkJson.ToStringUtf8())),
        ValidateLifetime = false, // the clock is the test's
    });

    private static IOptions<CallerOptions> AnotherCaller() => Options.Create(new CallerOptions { Keys = { ["other"] = Convert.ToBase64String(new byte[32]) } });

    private static KeyProtection Protection(IOptions<CallerOptions> caller, string current, params (string Id, byte Value)[] keys) => new(
        Options.Create(new SigningKeyOptions
        {
            EncryptionKey = current,
            EncryptionKeys = keys.ToDictionary(key => key.Id, key => Convert.ToBase64String([.. Enumerable.Repeat(key.Value, 32)])),
        }),
        caller);

    private SigningKeyRing Ring(KeyProtection protection) =>
        new(_host.Get<SigningKeyStore>(), protection, _host.Get<IOptions<SigningKeyOptions>>(), _time, NullLogger<SigningKeyRing>.Instance);

    private async Task<IReadOnlyList<SigningKey>> ListAsync() => (await _keys.ListSigningKeysAsync(new ListSigningKeysRequest(), cancellationToken: Cancel)).Keys;

    private async Task<SignTokenResponse> SignAsync() =>
        await _keys.SignTokenAsync(new SignTokenRequest
        {
            TenantId = "contoso",
            RequestId = Guid.NewGuid().ToString(),
            Type = "session+jwt",
            ClaimsJson = ByteString.CopyFromUtf8("""{"aud":"crm","sub":"adele"}"""),
            Lifetime = Duration.FromTimeSpan(TimeSpan.FromMinutes(5)),
        }, cancellationToken: Cancel);
}
