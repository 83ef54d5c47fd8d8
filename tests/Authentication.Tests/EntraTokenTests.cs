using System.Net;
using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Microsoft.IdentityModel.Tokens;
using Scim.Protos.Tokens.V1;

namespace Scim.Authentication.Tests;

/// <summary>The JWT that Entra sends where its Secret Token is left blank: taken by connections that opt in, from the Entra tenant that they name.</summary>
public sealed class EntraTokenTests(AuthenticationSystem system) : IClassFixture<AuthenticationSystem>
{
    private const string Audience = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";

    private readonly string _entra = Guid.NewGuid().ToString();

    [Fact]
    public async Task Token_OfTheNamedEntraTenant_ServesAtTheTenantUrl()
    {
        Connection connection = await NewConnectionAsync();
        string token = system.Issuer.Sign(Claims());

        Assert.Equal(HttpStatusCode.OK, await system.ReadAsync(token, connection.TenantId));
        Assert.Equal(HttpStatusCode.Created, await system.WriteAsync(token, connection.TenantId));
        Assert.Equal(HttpStatusCode.Unauthorized, await system.ReadAsync(token)); // it names no tenant of ours
    }

    [Fact]
    public async Task Token_WhereNobodyOptedIn_IsRefused()
    {
        Connection willing = await NewConnectionAsync(), unwilling = await NewConnectionAsync(optIn: false), other = await NewConnectionAsync(Guid.NewGuid().ToString());

        Assert.Equal(HttpStatusCode.Unauthorized, await system.ReadAsync(system.Issuer.Sign(Claims()), unwilling.TenantId));
        Assert.Equal(HttpStatusCode.Unauthorized, await system.ReadAsync(system.Issuer.Sign(Claims()), other.TenantId));
        Assert.Equal(HttpStatusCode.OK, await system.ReadAsync(system.Issuer.Sign(Claims()), willing.TenantId));
    }

    [Theory]
    [InlineData("iss", "\"https://sts.windows.net/x/\"")]
    [InlineData("aud", "\"00000002-0000-0000-c000-000000000000\"")]
    [InlineData("tid", "\"nobody\"")]
    [InlineData("tid", null)]
    [InlineData("exp", "1000000000")]
    [InlineData("nbf", "9000000000")]
    public async Task Token_WithAnotherClaim_IsRefused(string claim, string? value)
    {
        Connection connection = await NewConnectionAsync();
        JsonObject claims = Claims();
        claims[claim] = value is null ? null : JsonNode.Parse(value);

        Assert.Equal(HttpStatusCode.Unauthorized, await system.ReadAsync(system.Issuer.Sign(claims), connection.TenantId));
    }

    [Fact]
    public async Task Token_OfAnotherKey_IsRefused()
    {
        Connection connection = await NewConnectionAsync();
        string forged = system.Issuer.Sign(Claims(), new SigningCredentials(LocalIssuer.NewKey(), SecurityAlgorithms.RsaSha256));

        Assert.Equal(HttpStatusCode.Unauthorized, await system.ReadAsync(forged, connection.TenantId));
    }

    [Fact]
    public async Task OptIn_TakenBack_EndsTheToken()
    {
        Connection connection = await NewConnectionAsync();
        string token = system.Issuer.Sign(Claims());
        Assert.Equal(HttpStatusCode.OK, await system.ReadAsync(token, connection.TenantId));

        await system.Connections.UpdateConnectionAsync(new UpdateConnectionRequest
        {
            TenantId = connection.TenantId, Id = connection.Id, RequestId = AuthenticationSystem.NewId(),
            Connection = new Connection(), UpdateMask = new FieldMask { Paths = { "accept_entra_tokens" } },
        }, cancellationToken: TestContext.Current.CancellationToken);

        await system.UntilRefusedAsync(token, connection.TenantId);
    }

    private JsonObject Claims()
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject
        {
            ["iss"] = $"{system.Issuer.Address}/{_entra}/", ["aud"] = Audience, ["tid"] = _entra, ["sub"] = "s", ["appid"] = Guid.NewGuid().ToString(),
            ["iat"] = now, ["nbf"] = now, ["exp"] = now + 3600,
        };
    }

    private Task<Connection> NewConnectionAsync(string? entra = null, bool optIn = true) =>
        system.NewConnectionAsync(new Connection { DisplayName = "Entra", IdentityProviderTenantId = entra ?? _entra, AcceptEntraTokens = optIn });
}
