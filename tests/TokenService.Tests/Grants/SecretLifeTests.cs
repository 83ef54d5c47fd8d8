using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Tokens;
using Scim.Tests.Shared;

namespace Scim.Tokens.Tests.Grants;

/// <summary>The lives of client secrets, with a clock of the test's.</summary>
public sealed class SecretLifeTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly string _connection = Guid.NewGuid().ToString();
    private ServiceHost _host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ConnectionService.ConnectionServiceClient Connections => new(_host.As());

    private TokenService.TokenServiceClient Gateway =>
        new(_host.As(new CallerAssertion { Kind = CallerKind.Service, Scope = Scope.Write, Actor = "gateway" }));

    public async ValueTask InitializeAsync()
    {
        _host = await ServiceHost.StartAsync(builder => builder.AddTokenService(), app => app.MapTokenService(), _time);
        await new TenantService.TenantServiceClient(_host.As()).CreateTenantAsync(
            new CreateTenantRequest { TenantId = "t", RequestId = "1", Tenant = new Tenant { DisplayName = "T" } }, cancellationToken: Cancel);
        await Connections.CreateConnectionAsync(
            new CreateConnectionRequest { TenantId = "t", Id = _connection, RequestId = "2", Connection = new Connection { DisplayName = "C" } }, cancellationToken: Cancel);
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Secret_OfSomeYears_IsTakenAsLong_AndEndsNoTokenThatItGot(int years)
    {
        CreateOAuthClientResponse created = await Connections.CreateOAuthClientAsync(new CreateOAuthClientRequest
        {
            TenantId = "t", Id = _connection, RequestId = "3", Client = new OAuthClient { DisplayName = "E" },
            SecretExpires = Timestamp.FromDateTimeOffset(_time.GetUtcNow().AddYears(years)),
        }, cancellationToken: Cancel);

        _time.AdjustTime(created.Client.Secrets[0].Expires.ToDateTimeOffset() - TimeSpan.FromSeconds(5));
        GrantAccessTokenResponse last = await GrantAsync(created);
        _time.AdjustTime(_time.GetUtcNow().AddSeconds(5));
        GrantAccessTokenResponse over = await GrantAsync(created);

        Assert.Equal((TokenOutcome.Valid, TokenOutcome.Expired), (last.Outcome, over.Outcome));
        Assert.Contains("expired", over.Detail, StringComparison.Ordinal);
        Assert.Empty(over.Value);
        Assert.Equal(TokenOutcome.Valid, (await CheckAsync(last.Value)).Outcome);
    }

    [Fact]
    public async Task Secret_ThatEnded_LeavesTheOther()
    {
        CreateOAuthClientResponse created = await Connections.CreateOAuthClientAsync(
            new CreateOAuthClientRequest { TenantId = "t", Id = _connection, RequestId = "3", Client = new OAuthClient { DisplayName = "E" } }, cancellationToken: Cancel);
        _time.AdjustTime(_time.GetUtcNow().AddDays(300));
        CreateClientSecretResponse next = await Connections.CreateClientSecretAsync(
            new CreateClientSecretRequest { TenantId = "t", Id = _connection, RequestId = "4", ClientId = created.Client.ClientId }, cancellationToken: Cancel);
        _time.AdjustTime(_time.GetUtcNow().AddDays(100));

        GrantAccessTokenResponse byOld = await GrantAsync(created), byNext = await GrantAsync(created.Client.ClientId, next.Secret);

        Assert.Equal((TokenOutcome.Expired, TokenOutcome.Valid), (byOld.Outcome, byNext.Outcome));
    }

    private Task<GrantAccessTokenResponse> GrantAsync(CreateOAuthClientResponse created) => GrantAsync(created.Client.ClientId, created.Secret);

    private async Task<GrantAccessTokenResponse> GrantAsync(string clientId, string secret)
    {
        Assert.True(BearerToken.TryParse(secret, out BearerToken? parsed));
        var request = new GrantAccessTokenRequest
        {
            RequestId = Guid.NewGuid().ToString(), ClientId = clientId, SecretSha256 = ByteString.CopyFrom(parsed.SecretSha256()),
        };
        return await Gateway.GrantAccessTokenAsync(request, cancellationToken: Cancel);
    }

    private async Task<CheckTokenResponse> CheckAsync(string value)
    {
        var token = new JsonWebToken(value);
        var access = new AccessGrant
        {
            TenantId = token.GetPayloadValue<string>(AccessTokenClaims.TenantId), ConnectionId = token.GetPayloadValue<string>(AccessTokenClaims.ConnectionId),
            ClientId = token.Subject, CredentialId = token.GetPayloadValue<string>(AccessTokenClaims.CredentialId), Scope = Scope.Write,
        };
        return await Gateway.CheckTokenAsync(new CheckTokenRequest { Access = access }, cancellationToken: Cancel);
    }
}
