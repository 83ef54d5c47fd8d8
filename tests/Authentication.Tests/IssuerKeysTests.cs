using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Scim.Protocol.Errors;
using Scim.Tokens.Federations;

namespace Scim.Authentication.Tests;

/// <summary>How often an issuer is asked for its keys, with a clock of the test's.</summary>
public sealed class IssuerKeysTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly FederationOptions _options = new() { AllowedHosts = { "127.0.0.1" }, AllowLoopbackHttp = true };
    private LocalIssuer _issuer = null!;
    private IssuerKeyReader _reader = null!;
    private IssuerKeys _keys = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _issuer = await LocalIssuer.StartAsync(Cancel);
        _reader = new IssuerKeyReader(Options.Create(_options));
        _keys = new IssuerKeys(_reader, Options.Create(_options), _time);
    }

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task Find_ManyTimes_ReadsOnceAnHour()
    {
        bool[] found = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => FindAsync(_issuer.Key.KeyId)));
        Assert.All(found, Assert.True);
        Assert.Equal(1, _issuer.Reads);

        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.True(await FindAsync(_issuer.Key.KeyId));
        Assert.Equal(1, _issuer.Reads);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.True(await FindAsync(_issuer.Key.KeyId));
        Assert.Equal(2, _issuer.Reads);
    }

    [Fact]
    public async Task Find_OfKeysThatThereAreNot_ReadsOnceInThePause()
    {
        Assert.True(await FindAsync(_issuer.Key.KeyId));
        for (int i = 0; i < 20; i++) Assert.False(await FindAsync($"nobody {i}"));
        Assert.Equal(1, _issuer.Reads);

        _time.Advance(_options.KeysPause);
        for (int i = 0; i < 20; i++) Assert.False(await FindAsync($"nobody {i}"));
        Assert.Equal(2, _issuer.Reads);

        _issuer.Rotate();
        Assert.False(await FindAsync(_issuer.Key.KeyId));
        _time.Advance(_options.KeysPause);
        Assert.True(await FindAsync(_issuer.Key.KeyId));
        Assert.Equal(3, _issuer.Reads);
    }

    [Fact]
    public async Task Find_WhileTheIssuerIsAway_KnowsItsKeysForADay()
    {
        string known = _issuer.Key.KeyId;
        Assert.True(await FindAsync(known));
        _issuer.Instead = http =>
        {
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        };

        _time.Advance(TimeSpan.FromHours(23));
        Assert.True(await FindAsync(known));
        await Assert.ThrowsAsync<ScimException>(() => FindAsync("another"));
        Assert.Equal(2, _issuer.Reads);
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(503, (await Assert.ThrowsAsync<ScimException>(() => FindAsync(known))).Status);
        _issuer.Instead = null;
        _time.Advance(_options.KeysPause);
        Assert.True(await FindAsync(known));
    }

    [Theory]
    [InlineData("https://login.microsoftonline.com/x", true)]
    [InlineData("https://LOGIN.microsoftonline.com/x", true)]
    [InlineData("https://a.okta.example/x", true)]
    [InlineData("https://a.b.okta.example/x", true)]
    [InlineData("https://okta.example/x", false)]
    [InlineData("https://evilokta.example/x", false)]
    [InlineData("https://login.microsoftonline.com.evil.example/x", false)]
    [InlineData("https://login.microsoftonline.com@evil.example/x", false)]
    [InlineData("https://login.microsoftonline.com\\@evil.example/x", false)]
    [InlineData("http://login.microsoftonline.com/x", false)]
    [InlineData("http://127.0.0.1/x", false)]
    [InlineData("https://169.254.169.254/x", false)]
    [InlineData("ftp://login.microsoftonline.com/x", false)]
    [InlineData("login.microsoftonline.com", false)]
    public void Allows_AUrl_ByItsHostAlone(string url, bool allowed)
    {
        var options = new FederationOptions { AllowedHosts = { "login.microsoftonline.com", "*.okta.example", "127.0.0.1" } };

        Assert.Equal(allowed, options.Allows(url));
    }

    private async Task<bool> FindAsync(string keyId) => await _keys.FindAsync(_issuer.Issuer, _issuer.JwksUri, keyId, Cancel) is not null;
}
