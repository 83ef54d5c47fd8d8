using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;

namespace Scim.Authentication.Tests;

/// <summary>Workload identity federation (RFC 7523 sections 2.2 and 3), with an issuer that signs and publishes its keys over HTTP.</summary>
public sealed class FederationTests(AuthenticationSystem system) : IClassFixture<AuthenticationSystem>
{
    private const string Subject = "11111111-2222-3333-4444-555555555555";
    private const string Audience = "api://scim";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Grant_ByAnAssertion_IsATokenThatServes(bool withJwksUri)
    {
        (Connection connection, string clientId) = await NewFederationAsync(federation => federation.JwksUri = withJwksUri ? system.Issuer.JwksUri : "");

        (HttpStatusCode status, JsonObject body, _) = await system.PostAsync(AuthenticationSystem.ByAssertion(clientId, system.Issuer.Sign(Claims())));

        Assert.True(status == HttpStatusCode.OK, body.ToJsonString());
        Assert.InRange((int)body["expires_in"]!, 3595, 3600);
        string token = (string)body["access_token"]!;
        Assert.Equal(HttpStatusCode.Created, await system.WriteAsync(token, connection.TenantId));
        Assert.Equal(HttpStatusCode.OK, await system.ReadAsync(token));
        Assert.Equal(HttpStatusCode.Unauthorized, await system.ReadAsync(token, (await system.NewConnectionAsync()).TenantId));
    }

    [Fact]
    public async Task Grant_OfAFederation_HasItsLifetimeAndScope()
    {
        (_, string clientId) = await NewFederationAsync(federation =>
        {
            federation.Scope = Scope.Read;
            federation.AccessTokenLifetime = Duration.FromTimeSpan(TimeSpan.FromHours(6));
        });

        (_, JsonObject body, _) = await system.PostAsync(AuthenticationSystem.ByAssertion(clientId, system.Issuer.Sign(Claims())));

        Assert.InRange((int)body["expires_in"]!, (6 * 3600) - 5, 6 * 3600);
        Assert.Equal(HttpStatusCode.Forbidden, await system.WriteAsync((string)body["access_token"]!));
    }

    [Theory]
    [InlineData("iss", "\"https://login.microsoftonline.com/other/v2.0\"")]
    [InlineData("iss", null)]
    [InlineData("sub", "\"somebody else\"")]
    [InlineData("sub", null)]
    [InlineData("aud", "\"api://other\"")]
    [InlineData("aud", "[\"api://other\",\"API://SCIM\"]")]
    [InlineData("aud", null)]
    [InlineData("exp", "-120")]
    [InlineData("exp", null)]
    [InlineData("exp", "172800")]
    [InlineData("nbf", "120")]
    [InlineData("iat", "120")]
    public async Task Assertion_WithAnotherClaim_IsRefused(string claim, string? value)
    {
        (_, string clientId) = await NewFederationAsync();
        JsonObject claims = Claims();
        claims.Remove(claim);
        if (value is not null) claims[claim] = claim is "exp" or "nbf" or "iat" ? Now() + int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) : JsonNode.Parse(value);

        Assert.Equal("401 invalid_client", await RefusedAsync(clientId, system.Issuer.Sign(claims)));
        await system.GrantAsync(AuthenticationSystem.ByAssertion(clientId, system.Issuer.Sign(Claims())));
    }

    [Fact]
    public async Task Assertion_WithinWhatClocksMayDiffer_IsTaken()
    {
        (_, string clientId) = await NewFederationAsync();
        JsonObject claims = Claims();
        (claims["nbf"], claims["iat"], claims["exp"], claims["aud"]) = (Now() + 30, Now() + 30, Now() - 30, new JsonArray("other", Audience));

        await system.GrantAsync(AuthenticationSystem.ByAssertion(clientId, system.Issuer.Sign(claims)));
    }

    [Fact]
    public async Task Assertion_UsedAgain_IsRefused_AlsoWhenManyComeAtOnce()
    {
        (_, string clientId) = await NewFederationAsync();
        string assertion = system.Issuer.Sign(Claims());

        HttpStatusCode[] answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ => (await system.PostAsync(AuthenticationSystem.ByAssertion(clientId, assertion))).Status));

        Assert.Equal([HttpStatusCode.OK, .. Enumerable.Repeat(HttpStatusCode.Unauthorized, 9)], answers.Order());
        Assert.Equal("401 invalid_client", await RefusedAsync(clientId, assertion));
    }

    [Fact]
    public async Task Assertion_WithoutAJti_IsTakenUntilItEnds()
    {
        (_, string clientId) = await NewFederationAsync();
        JsonObject claims = Claims();
        claims.Remove("jti");
        string assertion = system.Issuer.Sign(claims);

        await system.GrantAsync(AuthenticationSystem.ByAssertion(clientId, assertion));
        await system.GrantAsync(AuthenticationSystem.ByAssertion(clientId, assertion));
    }

    [Fact]
    public async Task Assertion_ForAnotherTenantsFederation_IsRefused()
    {
        await NewFederationAsync();
        (_, string theirs) = await NewFederationAsync(federation => (federation.Subject, federation.Audiences[0]) = ("theirs", "api://theirs"));

        Assert.Equal("401 invalid_client", await RefusedAsync(theirs, system.Issuer.Sign(Claims())));
        Assert.Equal("401 invalid_client", await RefusedAsync(Guid.NewGuid().ToString(), system.Issuer.Sign(Claims())));
    }

    [Fact]
    public async Task Assertion_OfAnotherKeyOrAlgorithm_IsRefused()
    {
        (_, string clientId) = await NewFederationAsync();
        RsaSecurityKey unknown = LocalIssuer.NewKey(), pretending = LocalIssuer.NewKey();
        pretending.KeyId = system.Issuer.Key.KeyId;
        var secret = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(system.Issuer.Key.Rsa.ExportRSAPublicKeyPem())) { KeyId = system.Issuer.Key.KeyId };
        string good = system.Issuer.Sign(Claims());
        string unsigned = Base64UrlEncoder.Encode(new JsonObject { ["alg"] = "none", ["kid"] = system.Issuer.Key.KeyId }.ToJsonString()) + "." + good.Split('.')[1] + ".";

        Assert.Equal("401 invalid_client", await RefusedAsync(clientId, system.Issuer.Sign(Claims(), new SigningCredentials(unknown, SecurityAlgorithms.RsaSha256))));
        Assert.Equal("401 invalid_client", await RefusedAsync(clientId, system.Issuer.Sign(Claims(), new SigningCredentials(pretending, SecurityAlgorithms.RsaSha256))));
        Assert.Equal("401 invalid_client", await RefusedAsync(clientId, system.Issuer.Sign(Claims(), new SigningCredentials(secret, SecurityAlgorithms.HmacSha256))));
        Assert.Equal("401 invalid_client", await RefusedAsync(clientId, unsigned));
        Assert.Equal("401 invalid_client", await RefusedAsync(clientId, "a.b.c"));
        await system.GrantAsync(AuthenticationSystem.ByAssertion(clientId, good));
    }

    [Fact]
    public async Task Refusal_TellsTheIssuersClientWhatIsWrong_AndAStrangerNothing()
    {
        (_, string clientId) = await NewFederationAsync();
        JsonObject claims = Claims();
        claims["aud"] = "api://other";

        (_, JsonObject own, _) = await system.PostAsync(AuthenticationSystem.ByAssertion(clientId, system.Issuer.Sign(claims)));
        (_, JsonObject strange, _) = await system.PostAsync(
            AuthenticationSystem.ByAssertion(clientId, system.Issuer.Sign(claims, new SigningCredentials(LocalIssuer.NewKey(), SecurityAlgorithms.RsaSha256))));

        Assert.Contains("audience", (string?)own["error_description"], StringComparison.Ordinal);
        Assert.DoesNotContain("audience", (string?)strange["error_description"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Issuer_ThatRotatesItsKeys_IsReadAgain()
    {
        await using LocalIssuer issuer = await LocalIssuer.StartAsync(Cancel);
        (_, string clientId) = await NewFederationAsync(federation => (federation.Issuer, federation.JwksUri) = (issuer.Issuer, issuer.JwksUri));
        string old = issuer.Sign(Claims(issuer));
        await system.GrantAsync(AuthenticationSystem.ByAssertion(clientId, issuer.Sign(Claims(issuer))));
        issuer.Rotate(keepOld: false);

        await system.GrantAsync(AuthenticationSystem.ByAssertion(clientId, issuer.Sign(Claims(issuer))));

        Assert.Equal(2, issuer.Reads);
        Assert.Equal("401 invalid_client", await RefusedAsync(clientId, old));
    }

    [Theory]
    [InlineData(500, "broken")]
    [InlineData(200, "no JSON")]
    [InlineData(302, "")]
    [InlineData(200, "large")]
    [InlineData(200, "slow")]
    public async Task Issuer_WhoseKeysCannotBeRead_MeansLater(int status, string body)
    {
        await using LocalIssuer issuer = await LocalIssuer.StartAsync(Cancel);
        (_, string clientId) = await NewFederationAsync(federation => (federation.Issuer, federation.JwksUri) = (issuer.Issuer, issuer.JwksUri));
        issuer.Instead = async http =>
        {
            http.Response.StatusCode = status;
            if (status == 302) http.Response.Headers.Location = system.Issuer.JwksUri;
            if (body == "slow") await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await http.Response.WriteAsync(body == "large" ? $"{{\"keys\":[],\"x\":\"{new string('x', 300_000)}\"}}" : body);
        };

        (HttpStatusCode answer, JsonObject error, System.Net.Http.Headers.HttpResponseHeaders headers) =
            await system.PostAsync(AuthenticationSystem.ByAssertion(clientId, issuer.Sign(Claims(issuer))));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "temporarily_unavailable"), (answer, (string?)error["error"]));
        Assert.NotNull(headers.RetryAfter);
        issuer.Instead = null;
        await system.GrantAsync(AuthenticationSystem.ByAssertion(clientId, issuer.Sign(Claims(issuer))));
    }

    [Fact]
    public async Task Keys_OnAHostThatIsNotAllowed_AreNeverRead()
    {
        await using LocalIssuer issuer = await LocalIssuer.StartAsync(Cancel);
        string elsewhere = issuer.JwksUri.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => NewFederationAsync(federation => federation.JwksUri = elsewhere));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);

        (_, string clientId) = await NewFederationAsync(federation => (federation.Issuer, federation.JwksUri) = (issuer.Issuer, ""));
        issuer.MetadataKeys = elsewhere;
        (HttpStatusCode status, _, _) = await system.PostAsync(AuthenticationSystem.ByAssertion(clientId, issuer.Sign(Claims(issuer))));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, 0), (status, issuer.Reads));
    }

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private JsonObject Claims(LocalIssuer? issuer = null) => new()
    {
        ["iss"] = (issuer ?? system.Issuer).Issuer, ["sub"] = Subject, ["aud"] = Audience, ["jti"] = Guid.NewGuid().ToString(),
        ["iat"] = Now(), ["nbf"] = Now(), ["exp"] = Now() + 300,
    };

    private Task<string> RefusedAsync(string clientId, string assertion) => system.RefusedAsync(AuthenticationSystem.ByAssertion(clientId, assertion));

    private async Task<(Connection Connection, string ClientId)> NewFederationAsync(Action<Federation>? change = null)
    {
        var federation = new Federation
        {
            Issuer = system.Issuer.Issuer, Subject = Subject, Audiences = { Audience }, JwksUri = system.Issuer.JwksUri, Scope = Scope.Write,
        };
        change?.Invoke(federation);
        Connection connection = await system.NewConnectionAsync(new Connection { DisplayName = "Entra", Federations = { federation } });
        return (connection, connection.Federations[0].ClientId);
    }
}
