using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Tokens;
using Scim.Tests.Shared;

namespace Scim.Tokens.Tests.Tokens;

/// <summary>The life of tenants, connections and tokens, with a clock of the test's.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    private const string Tenant = "contoso";
    private readonly string _connection = Guid.NewGuid().ToString();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private ServiceHost _host = null!;
    private TokenService.TokenServiceClient _tokens = null!;
    private TokenService.TokenServiceClient _gateway = null!;
    private TenantService.TenantServiceClient _tenants = null!;
    private ConnectionService.ConnectionServiceClient _connections = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await ServiceHost.StartAsync(builder => builder.AddTokenService(), app => app.MapTokenService(), _time);
        _tokens = new TokenService.TokenServiceClient(_host.As());
        _gateway = new TokenService.TokenServiceClient(_host.As(new CallerAssertion { Kind = CallerKind.Service, Scope = Scope.Write, Actor = "gateway" }));
        _tenants = new TenantService.TenantServiceClient(_host.As());
        _connections = new ConnectionService.ConnectionServiceClient(_host.As());
        await _tenants.CreateTenantAsync(new CreateTenantRequest { TenantId = Tenant, RequestId = NewId(), Tenant = new Tenant { DisplayName = "Contoso" } }, cancellationToken: Cancel);
        await _connections.CreateConnectionAsync(NewConnection(_connection), cancellationToken: Cancel);
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Issue_OfAToken_GivesASecretThatIsStoredNowhere()
    {
        IssueTokenResponse issued = await IssueAsync();

        BsonDocument stored = await _host.Database.GetCollection<BsonDocument>("tokens").Find(new BsonDocument("_id", issued.Token.Id)).SingleAsync(Cancel);
        Assert.True(BearerToken.TryParse(issued.Value, out BearerToken? bearer));
        Assert.DoesNotContain(issued.Value[^30..], stored.ToJson(), StringComparison.Ordinal);
        Assert.EndsWith(issued.Token.LastFour, issued.Value, StringComparison.Ordinal);
        Assert.Equal(32, bearer.SecretSha256().Length);
        Assert.Equal(TokenOutcome.Valid, await CheckAsync(issued.Value));
    }

    [Fact]
    public async Task Check_OfAnothersSecret_IsUnknown()
    {
        IssueTokenResponse issued = await IssueAsync();
        Assert.True(BearerToken.TryParse(issued.Value, out BearerToken? bearer));

        CheckTokenResponse answer = await _gateway.CheckTokenAsync(new CheckTokenRequest { Id = bearer.Id, SecretSha256 = ByteString.CopyFrom(new byte[32]) }, cancellationToken: Cancel);
        CheckTokenResponse nobody = await _gateway.CheckTokenAsync(new CheckTokenRequest { Id = "nobody", SecretSha256 = ByteString.CopyFrom(new byte[32]) }, cancellationToken: Cancel);

        Assert.Equal((TokenOutcome.Unknown, null, null), (answer.Outcome, answer.Token, answer.Tenant));
        Assert.Equal(TokenOutcome.Unknown, nobody.Outcome);
    }

    [Fact]
    public async Task Rotate_WithAnOverlap_KeepsBothForAsLong()
    {
        IssueTokenResponse old = await IssueAsync();

        RotateTokenResponse rotated = await _tokens.RotateTokenAsync(new RotateTokenRequest
        {
            TenantId = Tenant, Id = old.Token.Id, RequestId = NewId(), Overlap = Duration.FromTimeSpan(TimeSpan.FromHours(1)),
        }, cancellationToken: Cancel);

        Assert.Equal((TokenOutcome.Valid, TokenOutcome.Valid), (await CheckAsync(old.Value), await CheckAsync(rotated.Value)));
        _time.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal((TokenOutcome.Expired, TokenOutcome.Valid), (await CheckAsync(old.Value), await CheckAsync(rotated.Value)));
        Assert.Equal(("entra", Scope.Write), (rotated.Token.Name, rotated.Token.Scope));
    }

    [Fact]
    public async Task Revoke_OfAToken_IsForGood()
    {
        IssueTokenResponse issued = await IssueAsync();

        await _tokens.RevokeTokenAsync(new RevokeTokenRequest { TenantId = Tenant, Id = issued.Token.Id, RequestId = NewId() }, cancellationToken: Cancel);

        Assert.Equal(TokenOutcome.Revoked, await CheckAsync(issued.Value));
        Token listed = Assert.Single((await _tokens.ListTokensAsync(new ListTokensRequest { TenantId = Tenant, ConnectionId = _connection }, cancellationToken: Cancel)).Tokens);
        Assert.Equal(TokenState.Revoked, listed.State);
    }

    [Fact]
    public async Task Check_OverTheYears_ExpiresAndSuspends()
    {
        IssueTokenResponse issued = await IssueAsync();
        await _connections.SuspendConnectionAsync(new SuspendConnectionRequest { TenantId = Tenant, Id = _connection, RequestId = NewId(), Reason = "leak" }, cancellationToken: Cancel);
        Assert.Equal(TokenOutcome.Suspended, await CheckAsync(issued.Value));
        await _connections.ResumeConnectionAsync(new ResumeConnectionRequest { TenantId = Tenant, Id = _connection, RequestId = NewId() }, cancellationToken: Cancel);
        await _tenants.SuspendTenantAsync(new SuspendTenantRequest { TenantId = Tenant, RequestId = NewId() }, cancellationToken: Cancel);
        Assert.Equal(TokenOutcome.Suspended, await CheckAsync(issued.Value));
        await _tenants.ResumeTenantAsync(new ResumeTenantRequest { TenantId = Tenant, RequestId = NewId() }, cancellationToken: Cancel);
        Assert.Equal(TokenOutcome.Valid, await CheckAsync(issued.Value));
        _time.AdjustTime(_time.GetUtcNow().AddDays(367));

        Assert.Equal(TokenOutcome.Expired, await CheckAsync(issued.Value));
    }

    [Fact]
    public async Task Delete_OfAConnection_EndsItsTokensOnly()
    {
        string other = Guid.NewGuid().ToString();
        await _connections.CreateConnectionAsync(NewConnection(other), cancellationToken: Cancel);
        IssueTokenResponse ours = await IssueAsync(), theirs = await IssueAsync(other);

        await _connections.DeleteConnectionAsync(new DeleteConnectionRequest { TenantId = Tenant, Id = _connection, RequestId = NewId() }, cancellationToken: Cancel);

        Assert.Equal((TokenOutcome.Unknown, TokenOutcome.Valid), (await CheckAsync(ours.Value), await CheckAsync(theirs.Value)));
    }

    [Fact]
    public async Task Issue_OfAThirdTokenOfOneName_IsRefusedUntilOneEnds()
    {
        IssueTokenResponse first = await IssueAsync();
        await IssueAsync();
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => IssueAsync());
        Assert.Equal(StatusCode.AlreadyExists, refused.StatusCode);

        await _tokens.RevokeTokenAsync(new RevokeTokenRequest { TenantId = Tenant, Id = first.Token.Id, RequestId = NewId() }, cancellationToken: Cancel);

        Assert.Equal(TokenState.Active, (await IssueAsync()).Token.State);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("password")]
    [InlineData("emails[")]
    public async Task Connection_MatchingByWhatIsNoAttribute_IsRefused(string attribute)
    {
        CreateConnectionRequest request = NewConnection(Guid.NewGuid().ToString());
        request.Connection.UserMatchingAttributes.Add(attribute);

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => _connections.CreateConnectionAsync(request, cancellationToken: Cancel).ResponseAsync);

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    [Theory]
    [InlineData("Contoso")]
    [InlineData("-a")]
    [InlineData("a b")]
    [InlineData("*")]
    [InlineData("a:b")]
    public async Task Tenant_WithAnIdThatUrlsCannotHave_IsRefused(string id)
    {
        var request = new CreateTenantRequest { TenantId = id, RequestId = NewId(), Tenant = new Tenant { DisplayName = "x" } };

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => _tenants.CreateTenantAsync(request, cancellationToken: Cancel).ResponseAsync);

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    private static string NewId() => Guid.NewGuid().ToString();

    private static CreateConnectionRequest NewConnection(string id) => new()
    {
        TenantId = Tenant, Id = id, RequestId = NewId(), Connection = new Connection { DisplayName = "Entra", ClientProfile = ClientProfile.Entra },
    };

    private async Task<IssueTokenResponse> IssueAsync(string? connection = null) => await _tokens.IssueTokenAsync(new IssueTokenRequest
    {
        TenantId = Tenant, ConnectionId = connection ?? _connection, RequestId = NewId(), Name = "entra",
    }, cancellationToken: Cancel);

    private async Task<TokenOutcome> CheckAsync(string value)
    {
        Assert.True(BearerToken.TryParse(value, out BearerToken? bearer));
        return (await _gateway.CheckTokenAsync(new CheckTokenRequest { Id = bearer.Id, SecretSha256 = ByteString.CopyFrom(bearer.SecretSha256()) }, cancellationToken: Cancel)).Outcome;
    }
}
