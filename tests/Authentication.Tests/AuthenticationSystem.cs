using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Callers;
using Scim.Tests.Shared;

namespace Scim.Authentication.Tests;

/// <summary>The whole system in this process, and an issuer beside it whose host is allowed.</summary>
public sealed class AuthenticationSystem : IAsyncLifetime
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private readonly HttpClient _http = new();

    /// <summary>Settings of all hosts beside those of every test.</summary>
    public Dictionary<string, string?> Settings { get; } = [];

    public InProcessSystem System { get; private set; } = null!;

    public LocalIssuer Issuer { get; private set; } = null!;

    public ConnectionService.ConnectionServiceClient Connections => new(AsOperator());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Issuer = await LocalIssuer.StartAsync(Cancel);
        System = await InProcessSystem.StartAsync(Cancel, settings: new Dictionary<string, string?>(Settings)
        {
            ["Federation:AllowedHosts:0"] = "127.0.0.1",
            ["Federation:AllowLoopbackHttp"] = "true",
            ["Federation:KeysPause"] = "00:00:00",
            ["Federation:KeysTimeout"] = "00:00:02",
            ["EntraTokens:Issuer"] = Issuer.Address + "/{tenant}/",
            ["EntraTokens:JwksUri"] = Issuer.Address + "/{tenant}/discovery/keys",
        });
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await System.DisposeAsync();
        await Issuer.DisposeAsync();
    }

    public static string NewId() => Guid.NewGuid().ToString();

    public CallInvoker AsOperator() =>
        System.Invoker("scim.tokens.v1").As(new CallerAssertion { Kind = CallerKind.Operator, Scope = Scope.Write, Actor = "test" }, System.Keys);

    /// <summary>A new tenant with a connection.</summary>
    public async Task<Connection> NewConnectionAsync(Connection? settings = null, string? tenantId = null)
    {
        tenantId ??= $"t{Guid.NewGuid():N}";
        await System.NewTenantAsync(tenantId, settings ?? new Connection { DisplayName = "Entra" }, Cancel);
        return (await Connections.ListConnectionsAsync(new ListConnectionsRequest { TenantId = tenantId }, cancellationToken: Cancel)).Connections.Single();
    }

    /// <summary>A client of a connection, and its secret.</summary>
    public async Task<(string Id, string Secret)> NewClientAsync(Connection connection, Scope scope = Scope.Write, double hours = 1)
    {
        CreateOAuthClientResponse created = await Connections.CreateOAuthClientAsync(new CreateOAuthClientRequest
        {
            TenantId = connection.TenantId, Id = connection.Id, RequestId = NewId(),
            Client = new OAuthClient { DisplayName = "Entra", Scope = scope, AccessTokenLifetime = Duration.FromTimeSpan(TimeSpan.FromHours(hours)) },
        }, cancellationToken: Cancel);
        return (created.Client.ClientId, created.Secret);
    }

    /// <summary>Posts a form to the token endpoint.</summary>
    public async Task<(HttpStatusCode Status, JsonObject Body, HttpResponseHeaders Headers)> PostAsync(Dictionary<string, string> form, string? basic = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, System.Address + "/oauth2/token") { Content = new FormUrlEncodedContent(form) };
        if (basic is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(basic)));
        using HttpResponseMessage response = await _http.SendAsync(request, Cancel);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl?.NoStore);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!.AsObject(), response.Headers);
    }

    public static Dictionary<string, string> BySecret(string clientId, string secret) =>
        new() { ["grant_type"] = "client_credentials", ["client_id"] = clientId, ["client_secret"] = secret };

    public static Dictionary<string, string> ByAssertion(string clientId, string assertion) => new()
    {
        ["grant_type"] = "client_credentials", ["client_id"] = clientId, ["client_assertion_type"] = AssertionType, ["client_assertion"] = assertion,
    };

    /// <summary>An access token that is granted.</summary>
    public async Task<string> GrantAsync(Dictionary<string, string> form)
    {
        (HttpStatusCode status, JsonObject body, _) = await PostAsync(form);
        Assert.True(status == HttpStatusCode.OK, body.ToJsonString());
        return (string)body["access_token"]!;
    }

    /// <summary>The error code of a grant that is refused.</summary>
    public async Task<string> RefusedAsync(Dictionary<string, string> form)
    {
        (HttpStatusCode status, JsonObject body, _) = await PostAsync(form);
        Assert.NotEqual(HttpStatusCode.OK, status);
        return $"{(int)status} {(string?)body["error"]}";
    }

    /// <summary>Reads users with a token: by the Tenant URL of a tenant, or below /scim/v2.</summary>
    public Task<HttpStatusCode> ReadAsync(string token, string? tenantId = null) => SendAsync(HttpMethod.Get, token, tenantId, "Users?count=0");

    /// <summary>Creates a user with a token.</summary>
    public Task<HttpStatusCode> WriteAsync(string token, string? tenantId = null) => SendAsync(
        HttpMethod.Post, token, tenantId, "Users", $$"""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{{NewId()}}"}""");

    /// <summary>Reads until a token is refused.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> UntilRefusedAsync(string token, string? tenantId = null)
    {
        long begin = TimeProvider.System.GetTimestamp();
        while (await ReadAsync(token, tenantId) != HttpStatusCode.Unauthorized) await Task.Delay(10, Cancel);
        return TimeProvider.System.GetElapsedTime(begin);
    }

    public async Task<HttpStatusCode> SendAsync(HttpMethod method, string token, string? tenantId, string path, string? json = null)
    {
        string root = tenantId is null ? "/scim/v2/" : $"/tenants/{tenantId}/scim/v2/";
        using var request = new HttpRequestMessage(method, System.Address + root + path);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/scim+json"));
        using HttpResponseMessage response = await _http.SendAsync(request, Cancel);
        if (!response.IsSuccessStatusCode)
        {
            JsonNode error = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
            Assert.Equal("urn:ietf:params:scim:api:messages:2.0:Error", (string?)error["schemas"]![0]);
            Assert.Equal(Challenge(response.StatusCode), response.Headers.WwwAuthenticate.SingleOrDefault()?.ToString());
        }

        return response.StatusCode;
    }

    private static string? Challenge(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => "Bearer realm=\"scim\", error=\"invalid_token\"",
        HttpStatusCode.Forbidden => "Bearer realm=\"scim\", error=\"insufficient_scope\", scope=\"scim.write\"",
        _ => null,
    };

    public async Task<string> GetTextAsync(string path) => await _http.GetStringAsync(new Uri(System.Address + path), Cancel);
}
