using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Scim.Protos.Tokens.V1;
using Scim.Tokens.SigningKeys;

namespace Scim.Authentication.Tests;

/// <summary>Access tokens as the gateway judges them: each that differs from a good one in one thing is refused.</summary>
public sealed class AccessTokenTests(AuthenticationSystem system) : IClassFixture<AuthenticationSystem>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Token_SignedAgainWithTheSameClaims_Serves()
    {
        (JsonWebToken good, SigningCredentials credentials) = await GoodAsync();

        Assert.Equal(HttpStatusCode.OK, await system.ReadAsync(Sign(Claims(good), credentials)));
    }

    [Theory]
    [InlineData("iss", "\"https://other.example.com\"")]
    [InlineData("iss", null)]
    [InlineData("aud", "\"crm\"")]
    [InlineData("aud", null)]
    [InlineData("exp", "1000000000")]
    [InlineData("exp", null)]
    [InlineData("exp", "\"tomorrow\"")]
    [InlineData("nbf", "9000000000")]
    [InlineData("tenant_id", "\"nobody\"")]
    [InlineData("tenant_id", "\"*\"")]
    [InlineData("tenant_id", null)]
    [InlineData("connection_id", "\"nobody\"")]
    [InlineData("connection_id", null)]
    [InlineData("client_id", "\"nobody\"")]
    [InlineData("credential_id", "\"nobody\"")]
    [InlineData("credential_id", null)]
    public async Task Token_WithAnotherClaim_IsRefused(string claim, string? value)
    {
        (JsonWebToken good, SigningCredentials credentials) = await GoodAsync();
        JsonObject claims = Claims(good);
        claims.Remove(claim);
        if (value is not null) claims[claim] = JsonNode.Parse(value);

        Assert.Equal(HttpStatusCode.Unauthorized, await system.ReadAsync(Sign(claims, credentials)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("\"scim.admin\"")]
    public async Task Token_WithoutAScopeThatIsKnown_MayNothing(string? scope)
    {
        (JsonWebToken good, SigningCredentials credentials) = await GoodAsync();
        JsonObject claims = Claims(good);
        claims["scope"] = scope is null ? null : JsonNode.Parse(scope);

        Assert.Equal(HttpStatusCode.Unauthorized, await system.ReadAsync(Sign(claims, credentials)));
    }

    [Theory]
    [InlineData("JWT")]
    [InlineData("session+jwt")]
    [InlineData("")]
    public async Task Token_OfAnotherType_IsRefused(string type)
    {
        (JsonWebToken good, SigningCredentials credentials) = await GoodAsync();
        Connection theirs = await system.NewConnectionAsync();
        string other = Sign(Claims(good), credentials, type);

        Assert.Equal(HttpStatusCode.Unauthorized, await system.ReadAsync(other));
        Assert.Equal(HttpStatusCode.Unauthorized, await system.ReadAsync(other, theirs.TenantId));
    }

    [Fact]
    public async Task Token_WithoutASignature_IsRefused()
    {
        (JsonWebToken good, _) = await GoodAsync();
        string[] parts = good.EncodedToken.Split('.');
        foreach (string alg in (string[])["none", "None", "NONE", "RS256"])
        {
            string header = Base64UrlEncoder.Encode(new JsonObject { ["alg"] = alg, ["typ"] = "at+jwt", ["kid"] = good.Kid }.ToJsonString());
            Assert.Equal((alg, HttpStatusCode.Unauthorized), (alg, await system.ReadAsync($"{header}.{parts[1]}.")));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await system.ReadAsync($"{parts[0]}.{parts[1]}"));
    }

    [Fact]
    public async Task Token_SignedWithThePublicKeyAsASecret_IsRefused()
    {
        (JsonWebToken good, _) = await GoodAsync();
        string jwk = JsonNode.Parse(await system.GetTextAsync("/.well-known/jwks.json"))!["keys"]!.AsArray().Single(key => (string?)key!["kid"] == good.Kid)!.ToJsonString();
        byte[][] secrets = [Encoding.UTF8.GetBytes(jwk), Base64UrlEncoder.DecodeBytes((string?)JsonNode.Parse(jwk)!["n"])];
        foreach (byte[] secret in secrets)
        {
            var key = new SymmetricSecurityKey(secret) { KeyId = good.Kid };
            Assert.Equal(HttpStatusCode.Unauthorized, await system.ReadAsync(Sign(Claims(good), new SigningCredentials(key, SecurityAlgorithms.HmacSha256))));
        }
    }

    [Fact]
    public async Task Token_OfAnotherKey_IsRefused()
    {
        (JsonWebToken good, _) = await GoodAsync();
        RsaSecurityKey unknown = LocalIssuer.NewKey(), pretending = LocalIssuer.NewKey();
        pretending.KeyId = good.Kid;

        Assert.Equal(HttpStatusCode.Unauthorized, await system.ReadAsync(Sign(Claims(good), new SigningCredentials(unknown, SecurityAlgorithms.RsaSha256))));
        Assert.Equal(HttpStatusCode.Unauthorized, await system.ReadAsync(Sign(Claims(good), new SigningCredentials(pretending, SecurityAlgorithms.RsaSha256))));
    }

    [Fact]
    public async Task Token_WithAnyCharacterChanged_IsRefused()
    {
        (JsonWebToken good, _) = await GoodAsync();
        string value = good.EncodedToken;
        int[] places = [0, 5, value.IndexOf('.', StringComparison.Ordinal) + 3, value.Length / 2, value.LastIndexOf('.') + 1, value.Length - 10];
        foreach (int place in places)
        {
            string changed = $"{value[..place]}{(value[place] == 'A' ? 'B' : 'A')}{value[(place + 1)..]}";
            Assert.Equal((place, HttpStatusCode.Unauthorized), (place, await system.ReadAsync(changed)));
        }

        Assert.Equal(HttpStatusCode.OK, await system.ReadAsync(value));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJub25lIn0..")]
    [InlineData("e30.e30.e30")]
    [InlineData("eyJ0eXAiOiJhdCtqd3QifQ.W10.e30")]
    public async Task Token_ThatIsNoJwt_IsRefused(string value)
    {
        Connection connection = await system.NewConnectionAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, await system.ReadAsync(value));
        Assert.Equal(HttpStatusCode.Unauthorized, await system.ReadAsync(value, connection.TenantId));
    }

    private static JsonObject Claims(JsonWebToken token) => JsonNode.Parse(Base64UrlEncoder.Decode(token.EncodedPayload))!.AsObject();

    private static string Sign(JsonObject claims, SigningCredentials credentials, string type = "at+jwt") =>
        new JsonWebTokenHandler().CreateToken(claims.ToJsonString(), credentials, new Dictionary<string, object> { ["typ"] = type });

    /// <summary>A good access token, and what really signs such.</summary>
    private async Task<(JsonWebToken Token, SigningCredentials Credentials)> GoodAsync()
    {
        (string id, string secret) = await system.NewClientAsync(await system.NewConnectionAsync());
        string token = await system.GrantAsync(AuthenticationSystem.BySecret(id, secret));
        return (new JsonWebToken(token), await system.System.Tokens.Services.GetRequiredService<SigningKeyRing>().GetCurrentAsync(Cancel));
    }
}
