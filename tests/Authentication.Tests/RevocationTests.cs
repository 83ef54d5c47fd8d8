using System.Net;
using Google.Protobuf.WellKnownTypes;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;

namespace Scim.Authentication.Tests;

/// <summary>Access tokens that the gateway knows as good end within a second of what they were granted for.</summary>
public sealed class RevocationTests(AuthenticationSystem system) : IClassFixture<AuthenticationSystem>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("DeleteClientSecret")]
    [InlineData("DeleteOAuthClient")]
    [InlineData("SuspendConnection")]
    [InlineData("DeleteConnection")]
    [InlineData("SuspendTenant")]
    public async Task Token_OfASecret_EndsWithinASecondOf(string act)
    {
        var times = new List<TimeSpan>();
        for (int i = 0; i < 3; i++)
        {
            Connection connection = await system.NewConnectionAsync();
            (string id, string secret) = await system.NewClientAsync(connection);
            connection = await GetAsync(connection);
            string token = await system.GrantAsync(AuthenticationSystem.BySecret(id, secret));
            Assert.Equal(HttpStatusCode.OK, await system.ReadAsync(token));

            await DoAsync(act, connection);

            times.Add(await system.UntilRefusedAsync(token));
            Assert.Equal("401 invalid_client", await system.RefusedAsync(AuthenticationSystem.BySecret(id, secret)));
        }

        TestContext.Current.SendDiagnosticMessage($"{act}: {string.Join(", ", times.Select(time => $"{time.TotalMilliseconds:F0} ms"))}");
        Assert.InRange(times.Order().ElementAt(1), TimeSpan.Zero, TimeSpan.FromSeconds(1)); // the one in the middle
    }

    [Fact]
    public async Task Token_OfAFederation_EndsWhenAnotherSubjectIsTrusted()
    {
        var federation = new Federation { Issuer = system.Issuer.Issuer, JwksUri = system.Issuer.JwksUri, Subject = "s", Audiences = { "a" }, Scope = Scope.Write };
        Connection connection = await system.NewConnectionAsync(new Connection { DisplayName = "Entra", Federations = { federation } });
        Federation set = connection.Federations[0];
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        string assertion = system.Issuer.Sign(new() { ["iss"] = set.Issuer, ["sub"] = "s", ["aud"] = "a", ["exp"] = now + 60 });
        string token = await system.GrantAsync(AuthenticationSystem.ByAssertion(set.ClientId, assertion));
        Assert.Equal(HttpStatusCode.OK, await system.ReadAsync(token));

        set.Subject = "t";
        await SetAsync(connection, set);

        await system.UntilRefusedAsync(token);
    }

    [Fact]
    public async Task Token_OfAFederationWithLessScope_MayLess()
    {
        var federation = new Federation { Issuer = system.Issuer.Issuer, JwksUri = system.Issuer.JwksUri, Subject = "s", Audiences = { "a" }, Scope = Scope.Write };
        Connection connection = await system.NewConnectionAsync(new Connection { DisplayName = "Entra", Federations = { federation } });
        Federation set = connection.Federations[0];
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        string assertion = system.Issuer.Sign(new() { ["iss"] = set.Issuer, ["sub"] = "s", ["aud"] = "a", ["exp"] = now + 60 });
        string token = await system.GrantAsync(AuthenticationSystem.ByAssertion(set.ClientId, assertion));
        Assert.Equal(HttpStatusCode.Created, await system.WriteAsync(token));

        set.Scope = Scope.Read;
        await SetAsync(connection, set);

        while (await system.WriteAsync(token) != HttpStatusCode.Forbidden) await Task.Delay(20, Cancel);
        Assert.Equal(HttpStatusCode.OK, await system.ReadAsync(token));
    }

    private async Task<Connection> GetAsync(Connection connection) => (await system.Connections.GetConnectionAsync(
        new GetConnectionRequest { TenantId = connection.TenantId, Id = connection.Id }, cancellationToken: Cancel)).Connection;

    private async Task SetAsync(Connection connection, Federation federation) => await system.Connections.UpdateConnectionAsync(new UpdateConnectionRequest
    {
        TenantId = connection.TenantId, Id = connection.Id, RequestId = AuthenticationSystem.NewId(),
        Connection = new Connection { Federations = { federation } }, UpdateMask = new FieldMask { Paths = { "federations" } },
    }, cancellationToken: Cancel);

    private async Task DoAsync(string act, Connection connection)
    {
        (string tenant, string id, string request) = (connection.TenantId, connection.Id, AuthenticationSystem.NewId());
        switch (act)
        {
            case "DeleteClientSecret":
                OAuthClient client = connection.OauthClients[0];
                await system.Connections.DeleteClientSecretAsync(
                    new DeleteClientSecretRequest { TenantId = tenant, Id = id, RequestId = request, ClientId = client.ClientId, SecretId = client.Secrets[0].Id }, cancellationToken: Cancel);
                break;
            case "DeleteOAuthClient":
                await system.Connections.DeleteOAuthClientAsync(
                    new DeleteOAuthClientRequest { TenantId = tenant, Id = id, RequestId = request, ClientId = connection.OauthClients[0].ClientId }, cancellationToken: Cancel);
                break;
            case "SuspendConnection":
                await system.Connections.SuspendConnectionAsync(new SuspendConnectionRequest { TenantId = tenant, Id = id, RequestId = request }, cancellationToken: Cancel);
                break;
            case "DeleteConnection":
                await system.Connections.DeleteConnectionAsync(new DeleteConnectionRequest { TenantId = tenant, Id = id, RequestId = request }, cancellationToken: Cancel);
                break;
            default:
                await new TenantService.TenantServiceClient(system.AsOperator()).SuspendTenantAsync(
                    new SuspendTenantRequest { TenantId = tenant, RequestId = request }, cancellationToken: Cancel);
                break;
        }
    }
}
