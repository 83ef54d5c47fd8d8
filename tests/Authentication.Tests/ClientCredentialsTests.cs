using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Tokens;

namespace Scim.Authentication.Tests;

/// <summary>Client credentials (RFC 6749 sections 2.3.1, 4.4 and 5), over HTTP.</summary>
public sealed class ClientCredentialsTests(AuthenticationSystem system) : IClassFixture<AuthenticationSystem>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2.5)]
    [InlineData(6)]
    public async Task Grant_BySecretInTheForm_IsATokenThatServes(double hours)
    {
        Connection connection = await system.NewConnectionAsync();
        (string id, string secret) = await system.NewClientAsync(connection, hours: hours);

        (HttpStatusCode status, JsonObject body, _) = await system.PostAsync(AuthenticationSystem.BySecret(id, secret));

        Assert.Equal((HttpStatusCode.OK, "Bearer", "scim.write"), (status, (string?)body["token_type"], (string?)body["scope"]));
        Assert.InRange((int)body["expires_in"]!, (hours * 3600) - 5, hours * 3600);
        var token = new JsonWebToken((string)body["access_token"]!);
        Assert.Equal(("at+jwt", "RS256", id), (token.Typ, token.Alg, token.Subject));
        Assert.Equal(HttpStatusCode.OK, await system.ReadAsync(token.EncodedToken));
        Assert.Equal(HttpStatusCode.OK, await system.ReadAsync(token.EncodedToken, connection.TenantId));
        Assert.Equal(HttpStatusCode.Created, await system.WriteAsync(token.EncodedToken, connection.TenantId));
    }

    [Fact]
    public async Task Grant_BySecretInTheHeader_IsATokenThatServes()
    {
        (string id, string secret) = await system.NewClientAsync(await system.NewConnectionAsync());
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials" };

        (HttpStatusCode status, JsonObject body, _) = await system.PostAsync(form, $"{Uri.EscapeDataString(id)}:{Uri.EscapeDataString(secret)}");

        Assert.True(status == HttpStatusCode.OK, body.ToJsonString());
        Assert.Equal(HttpStatusCode.OK, await system.ReadAsync((string)body["access_token"]!));
    }

    [Fact]
    public async Task Token_OnAnothersPath_Is401()
    {
        Connection ours = await system.NewConnectionAsync(), theirs = await system.NewConnectionAsync();
        (string id, string secret) = await system.NewClientAsync(ours);
        string token = await system.GrantAsync(AuthenticationSystem.BySecret(id, secret));

        Assert.Equal(HttpStatusCode.Unauthorized, await system.ReadAsync(token, theirs.TenantId));
        Assert.Equal(HttpStatusCode.OK, await system.ReadAsync(token, ours.TenantId));
    }

    [Fact]
    public async Task Secret_OfAnotherClient_IsRefusedAsOneThatThereIsNot()
    {
        (string ours, _) = await system.NewClientAsync(await system.NewConnectionAsync());
        (_, string theirs) = await system.NewClientAsync(await system.NewConnectionAsync());

        (HttpStatusCode status, JsonObject foreign, HttpResponseHeaders headers) = await system.PostAsync(AuthenticationSystem.BySecret(ours, theirs));
        (_, JsonObject unknown, _) = await system.PostAsync(AuthenticationSystem.BySecret(ours, BearerToken.Create().Value));
        (_, JsonObject nobody, _) = await system.PostAsync(AuthenticationSystem.BySecret(Guid.NewGuid().ToString(), theirs));

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), (status, (string?)foreign["error"]));
        Assert.Equal("Basic", Assert.Single(headers.WwwAuthenticate).Scheme);
        Assert.Equal(foreign.ToJsonString(), unknown.ToJsonString());
        Assert.Equal(foreign.ToJsonString(), nobody.ToJsonString());
    }

    [Theory]
    [InlineData("grant_type=", "400 invalid_request")]
    [InlineData("grant_type=authorization_code", "400 unsupported_grant_type")]
    [InlineData("grant_type=password&username=a&password=b", "400 unsupported_grant_type")]
    [InlineData("scope=scim.admin", "400 invalid_scope")]
    [InlineData("client_secret=", "401 invalid_client")]
    [InlineData("client_secret=guess", "401 invalid_client")]
    [InlineData("client_id=", "401 invalid_client")]
    [InlineData("client_assertion=a.b.c", "400 invalid_request")]
    [InlineData("client_secret=&client_assertion=a.b.c", "400 invalid_request")]
    public async Task Request_ThatIsWrong_IsAnsweredAsTheRfcSays(string changes, string expected)
    {
        (string id, string secret) = await system.NewClientAsync(await system.NewConnectionAsync());
        Dictionary<string, string> form = AuthenticationSystem.BySecret(id, secret);
        foreach (string change in changes.Split('&'))
        {
            string[] parts = change.Split('=', 2);
            form[parts[0]] = parts[1];
        }

        Assert.Equal(expected, await system.RefusedAsync(form));
    }

    [Fact]
    public async Task Request_ThatIsNoForm_IsAnsweredAsTheRfcSays()
    {
        using var http = new HttpClient();
        var url = new Uri(system.System.Address + "/oauth2/token");
        using HttpResponseMessage json = await http.PostAsync(url, new StringContent("{}", null, "application/json"), Cancel);
        using HttpResponseMessage large = await http.PostAsync(url, new FormUrlEncodedContent([new("grant_type", new string('x', 70_000))]), Cancel);
        using HttpResponseMessage twice = await http.PostAsync(
            url, new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("grant_type", "client_credentials")]), Cancel);
        using HttpResponseMessage get = await http.GetAsync(url, Cancel);

        foreach (HttpResponseMessage refused in (HttpResponseMessage[])[json, large, twice])
        {
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Equal("invalid_request", (string?)JsonNode.Parse(await refused.Content.ReadAsStringAsync(Cancel))!["error"]);
        }

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "POST"), (get.StatusCode, Assert.Single(get.Content.Headers.Allow)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("grant_type=%ff%fe")]
    [InlineData("grant_type=client_credentials%00")]
    [InlineData("grant_type=client_credentials&scope=%00&client_id=%00&client_secret=%00")]
    [InlineData("grant_type=client_credentials&client_id[$ne]=x&client_secret[$ne]=x")]
    [InlineData("grant_type=client_credentials&client_id=%7B%22%24ne%22%3A1%7D&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion=%ff.%00.x")]
    [InlineData("grant_type=client_credentials&client_id=x&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion=....")]
    [InlineData("a=1&b=1&c=1&d=1&e=1&f=1&g=1&h=1&i=1&j=1&k=1&l=1&m=1&n=1&o=1&p=1&q=1&r=1&s=1&t=1&u=1&v=1")]
    [InlineData("grant_type=client_credentials", "Basic")]
    [InlineData("grant_type=client_credentials", "Basic ====")]
    [InlineData("grant_type=client_credentials", "Basic //79/v8=")]
    [InlineData("grant_type=client_credentials", "Basic Og==")]
    [InlineData("grant_type=client_credentials", "Basic JTpi")]
    [InlineData("grant_type=client_credentials", "Bearer x")]
    public async Task Request_ThatIsStrange_IsTheClientsFault(string body, string? authorization = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, system.System.Address + "/oauth2/token")
        {
            Content = new StringContent(body, null, "application/x-www-form-urlencoded"),
        };
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using HttpResponseMessage response = await http.SendAsync(request, Cancel);

        Assert.Contains(response.StatusCode, (HttpStatusCode[])[HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized]);
        JsonNode error = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
        Assert.Contains((string?)error["error"], (string[])["invalid_request", "invalid_client", "unsupported_grant_type"]);
        Assert.All((string)error["error_description"]!, character => Assert.InRange(character, ' ', '~'));
    }

    [Fact]
    public async Task Secrets_WhenRotated_AreBothTakenUntilTheOldOneIsDeleted()
    {
        Connection connection = await system.NewConnectionAsync();
        (string id, string old) = await system.NewClientAsync(connection);
        CreateClientSecretResponse next = await system.Connections.CreateClientSecretAsync(
            new CreateClientSecretRequest { TenantId = connection.TenantId, Id = connection.Id, ClientId = id, RequestId = AuthenticationSystem.NewId() },
            cancellationToken: Cancel);

        string byOld = await system.GrantAsync(AuthenticationSystem.BySecret(id, old)), byNext = await system.GrantAsync(AuthenticationSystem.BySecret(id, next.Secret));
        Connection listed = (await system.Connections.ListConnectionsAsync(new ListConnectionsRequest { TenantId = connection.TenantId }, cancellationToken: Cancel)).Connections.Single();
        Assert.All(listed.OauthClients.Single().Secrets, secret => Assert.NotNull(secret.LastUsed));
        await system.Connections.DeleteClientSecretAsync(new DeleteClientSecretRequest
        {
            TenantId = connection.TenantId, Id = connection.Id, ClientId = id, RequestId = AuthenticationSystem.NewId(), SecretId = next.Client.Secrets[0].Id,
        }, cancellationToken: Cancel);

        Assert.Equal("401 invalid_client", await system.RefusedAsync(AuthenticationSystem.BySecret(id, old)));
        await system.GrantAsync(AuthenticationSystem.BySecret(id, next.Secret));
        Assert.Equal(HttpStatusCode.OK, await system.ReadAsync(byNext));
        Assert.Equal(HttpStatusCode.Unauthorized, await system.ReadAsync(byOld)); // it was not used before, so that nothing is remembered of it
    }

    [Theory]
    [InlineData(Scope.Write, "", "scim.write", HttpStatusCode.Created)]
    [InlineData(Scope.Write, "scim.read", "scim.read", HttpStatusCode.Forbidden)]
    [InlineData(Scope.Write, "scim.read scim.write", "scim.write", HttpStatusCode.Created)]
    [InlineData(Scope.Write, "api://some-application/.default", "scim.write", HttpStatusCode.Created)]
    [InlineData(Scope.Read, "", "scim.read", HttpStatusCode.Forbidden)]
    [InlineData(Scope.Read, "scim.write", "scim.read", HttpStatusCode.Forbidden)]
    public async Task Scope_AskedAndAllowed_IsTheLesserOfBoth(Scope allowed, string asked, string granted, HttpStatusCode write)
    {
        (string id, string secret) = await system.NewClientAsync(await system.NewConnectionAsync(), allowed);
        Dictionary<string, string> form = AuthenticationSystem.BySecret(id, secret);
        if (asked.Length > 0) form["scope"] = asked;

        (_, JsonObject body, _) = await system.PostAsync(form);

        Assert.Equal(granted, (string?)body["scope"]);
        string token = (string)body["access_token"]!;
        Assert.Equal(HttpStatusCode.OK, await system.ReadAsync(token));
        Assert.Equal(write, await system.WriteAsync(token));
    }

    [Fact]
    public async Task Suspended_ConnectionOrTenant_GetsNoToken()
    {
        Connection connection = await system.NewConnectionAsync();
        (string id, string secret) = await system.NewClientAsync(connection);
        await system.Connections.SuspendConnectionAsync(
            new SuspendConnectionRequest { TenantId = connection.TenantId, Id = connection.Id, RequestId = AuthenticationSystem.NewId() }, cancellationToken: Cancel);

        Assert.Equal("401 invalid_client", await system.RefusedAsync(AuthenticationSystem.BySecret(id, secret)));

        await system.Connections.ResumeConnectionAsync(
            new ResumeConnectionRequest { TenantId = connection.TenantId, Id = connection.Id, RequestId = AuthenticationSystem.NewId() }, cancellationToken: Cancel);
        await system.GrantAsync(AuthenticationSystem.BySecret(id, secret));
        await new TenantService.TenantServiceClient(system.AsOperator()).SuspendTenantAsync(
            new SuspendTenantRequest { TenantId = connection.TenantId, RequestId = AuthenticationSystem.NewId() }, cancellationToken: Cancel);
        Assert.Equal("401 invalid_client", await system.RefusedAsync(AuthenticationSystem.BySecret(id, secret)));
    }

    [Fact]
    public async Task Metadata_OfTheServer_NamesItsEndpoints()
    {
        JsonNode metadata = JsonNode.Parse(await system.GetTextAsync("/.well-known/oauth-authorization-server"))!;

        Assert.Equal(system.System.Address, (string?)metadata["issuer"]);
        Assert.Equal(system.System.Address + "/oauth2/token", (string?)metadata["token_endpoint"]);
        Assert.Equal(system.System.Address + "/.well-known/jwks.json", (string?)metadata["jwks_uri"]);
        Assert.NotEmpty(JsonNode.Parse(await system.GetTextAsync("/.well-known/jwks.json"))!["keys"]!.AsArray());
    }
}
