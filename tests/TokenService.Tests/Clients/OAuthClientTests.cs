using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Tokens;

namespace Scim.Tokens.Tests.Clients;

/// <summary>OAuth clients, their secrets, and federations, as administrators manage them.</summary>
public sealed class OAuthClientTests(TokenServiceFixture service) : IClassFixture<TokenServiceFixture>
{
    private readonly string _tenant = $"t{Guid.NewGuid():N}";
    private readonly string _connection = Guid.NewGuid().ToString();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ConnectionService.ConnectionServiceClient Connections => new(service.Host.As());

    [Fact]
    public async Task Create_OfAClient_ShowsASecretThatIsStoredNowhere()
    {
        await CreateConnectionAsync();

        CreateOAuthClientResponse created = await CreateAsync(NewId());

        ClientSecret secret = Assert.Single(created.Client.Secrets);
        Assert.True(BearerToken.TryParse(created.Secret, out BearerToken? bearer));
        Assert.Equal((bearer.Id, bearer.LastFour), (secret.Id, secret.LastFour));
        Assert.Equal((Scope.Write, TimeSpan.FromHours(1)), (created.Client.Scope, created.Client.AccessTokenLifetime.ToTimeSpan()));
        Assert.Equal(created.Client, Assert.Single((await GetAsync()).OauthClients));
        foreach (string collection in (string[])["connections", "client_secrets", "audit"])
        {
            List<BsonDocument> stored = await service.Host.Database.GetCollection<BsonDocument>(collection).Find(new BsonDocument()).ToListAsync(Cancel);
            Assert.DoesNotContain(created.Secret[^30..], stored.ToJson(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Create_Retried_FindsTheClientAndMakesItsSecretAnew()
    {
        await CreateConnectionAsync();
        string requestId = NewId();

        CreateOAuthClientResponse first = await CreateAsync(requestId), second = await CreateAsync(requestId);

        Assert.Equal(first.Client.ClientId, second.Client.ClientId);
        Assert.NotEqual(first.Secret, second.Secret);
        ClientSecret only = Assert.Single(Assert.Single((await GetAsync()).OauthClients).Secrets);
        Assert.EndsWith(only.LastFour, second.Secret, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_AreAddedAndRemovedOneByOne_AndEachActIsInTheAuditLog()
    {
        await CreateConnectionAsync();
        CreateOAuthClientResponse created = await CreateAsync(NewId());
        string clientId = created.Client.ClientId;

        CreateClientSecretResponse second = await Connections.CreateClientSecretAsync(
            new CreateClientSecretRequest { TenantId = _tenant, Id = _connection, ClientId = clientId, RequestId = NewId() }, cancellationToken: Cancel);
        Assert.Equal(2, second.Client.Secrets.Count);
        DeleteClientSecretResponse left = await Connections.DeleteClientSecretAsync(new DeleteClientSecretRequest
        {
            TenantId = _tenant, Id = _connection, ClientId = clientId, SecretId = created.Client.Secrets[0].Id, RequestId = NewId(),
        }, cancellationToken: Cancel);
        Assert.EndsWith(Assert.Single(left.Client.Secrets).LastFour, second.Secret, StringComparison.Ordinal);
        await Connections.DeleteOAuthClientAsync(
            new DeleteOAuthClientRequest { TenantId = _tenant, Id = _connection, ClientId = clientId, RequestId = NewId() }, cancellationToken: Cancel);

        Assert.Empty((await GetAsync()).OauthClients);
        ListAuditResponse audit = await new ActivityService.ActivityServiceClient(service.Host.As()).ListAuditAsync(
            new ListAuditRequest { TenantId = _tenant, TargetId = clientId }, cancellationToken: Cancel);
        Assert.Equal(
            ["DeleteOAuthClient", "DeleteClientSecret", "CreateClientSecret", "CreateOAuthClient"],
            audit.Records.OrderByDescending(record => record.At.ToDateTimeOffset()).Select(record => record.Action));
        Assert.All(audit.Records, record => Assert.Equal(("client", "Entra"), (record.TargetType, record.TargetName)));
        Assert.Equal(0, await service.Host.Database.GetCollection<BsonDocument>("client_secrets").CountDocumentsAsync(new BsonDocument("tenant_id", _tenant), null, Cancel));
    }

    [Theory]
    [InlineData("", 1, 365)]
    [InlineData("Entra", 0.9, 365)]
    [InlineData("Entra", 6.1, 365)]
    [InlineData("Entra", 1, 1100)]
    [InlineData("Entra", 1, -1)]
    public async Task Create_BeyondTheBounds_IsRefused(string name, double hours, int days)
    {
        await CreateConnectionAsync();
        var request = new CreateOAuthClientRequest
        {
            TenantId = _tenant, Id = _connection, RequestId = NewId(),
            Client = new OAuthClient { DisplayName = name, AccessTokenLifetime = Duration.FromTimeSpan(TimeSpan.FromHours(hours)) },
            SecretExpires = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddDays(days)),
        };

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => Connections.CreateOAuthClientAsync(request, cancellationToken: Cancel).ResponseAsync);

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Empty((await GetAsync()).OauthClients);
    }

    [Theory]
    [InlineData("http://login.microsoftonline.com/x/v2.0", "", "s", "a")]
    [InlineData("https://login.microsoftonline.com.example.com/x/v2.0", "", "s", "a")]
    [InlineData("https://user@login.microsoftonline.com/x/v2.0", "", "s", "a")]
    [InlineData("https://login.microsoftonline.com/x/v2.0", "https://169.254.169.254/keys", "s", "a")]
    [InlineData("https://login.microsoftonline.com/x/v2.0", "", "", "a")]
    [InlineData("https://login.microsoftonline.com/x/v2.0", "", "s", "")]
    [InlineData("file:///etc/passwd", "", "s", "a")]
    public async Task Federation_ThatCannotBeTrusted_IsRefused(string issuer, string keys, string subject, string audience)
    {
        await CreateConnectionAsync();
        var federation = new Federation { Issuer = issuer, JwksUri = keys, Subject = subject, Audiences = { audience }, Scope = Scope.Write };

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => SetAsync(federation));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    [Fact]
    public async Task Federation_KeepsItsClientIdWhileIssuerAndSubjectStay()
    {
        await CreateConnectionAsync();
        var federation = new Federation { Issuer = "https://login.microsoftonline.com/x/v2.0", Subject = "s", Audiences = { "api://a" }, Scope = Scope.Write };

        string first = Assert.Single((await SetAsync(federation)).Federations).ClientId;
        federation.Audiences.Add("api://b");
        string again = Assert.Single((await SetAsync(federation)).Federations).ClientId;
        string other = Assert.Single((await SetAsync(new Federation(federation) { Subject = "t" })).Federations).ClientId;

        ListAuditResponse audit = await new ActivityService.ActivityServiceClient(service.Host.As()).ListAuditAsync(
            new ListAuditRequest { TenantId = _tenant, TargetId = _connection }, cancellationToken: Cancel);
        Assert.Equal(3, audit.Records.Count(record => record.Action == "UpdateConnection" && record.ChangedFields.SequenceEqual(["federations"])));
        Assert.True(Guid.TryParse(first, out _));
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => SetAsync(new Federation(federation) { ClientId = "mine" }));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    private static string NewId() => Guid.NewGuid().ToString();

    private async Task CreateConnectionAsync()
    {
        await new TenantService.TenantServiceClient(service.Host.As()).CreateTenantAsync(
            new CreateTenantRequest { TenantId = _tenant, RequestId = NewId(), Tenant = new Tenant { DisplayName = "T" } }, cancellationToken: Cancel);
        await Connections.CreateConnectionAsync(
            new CreateConnectionRequest { TenantId = _tenant, Id = _connection, RequestId = NewId(), Connection = new Connection { DisplayName = "C" } },
            cancellationToken: Cancel);
    }

    private async Task<CreateOAuthClientResponse> CreateAsync(string requestId) => await Connections.CreateOAuthClientAsync(
        new CreateOAuthClientRequest { TenantId = _tenant, Id = _connection, RequestId = requestId, Client = new OAuthClient { DisplayName = "Entra" } },
        cancellationToken: Cancel);

    private async Task<Connection> GetAsync() =>
        (await Connections.GetConnectionAsync(new GetConnectionRequest { TenantId = _tenant, Id = _connection }, cancellationToken: Cancel)).Connection;

    private async Task<Connection> SetAsync(Federation federation) => (await Connections.UpdateConnectionAsync(new UpdateConnectionRequest
    {
        TenantId = _tenant, Id = _connection, RequestId = NewId(),
        Connection = new Connection { Federations = { federation } }, UpdateMask = new FieldMask { Paths = { "federations" } },
    }, cancellationToken: Cancel)).Connection;
}
