using Grpc.Core;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;

namespace Scim.Tokens.Tests.SignOn;

/// <summary>The settings of single sign-on, and the accounts that are bound to users.</summary>
public sealed class SignOnTests(TokenServiceFixture service) : IClassFixture<TokenServiceFixture>
{
    private const string Directory = "8f2b64c1-7f0a-4e0d-9d55-0c2f6f1a3b7e";

    private readonly string _tenant = $"t{Guid.NewGuid():N}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SignOnService.SignOnServiceClient Operator => new(service.Host.As());

    private SignOnService.SignOnServiceClient Console => new(service.Host.As(new CallerAssertion { Kind = CallerKind.Service, Scope = Scope.Write, Actor = "console" }));

    [Theory]
    [InlineData("email", "externalId", "", "changed")]
    [InlineData("UPN", "externalId", "", "changed")]
    [InlineData("preferred_username", "userName", "", "changed")]
    [InlineData("oid", "displayName", "", "attribute")]
    [InlineData("oid", "externalId", "http://login.example.com", "https")]
    [InlineData("oid", "externalId", "https://login.example.com/?a=b", "https")]
    [InlineData("oid oid", "externalId", "", "claim")]
    public async Task Settings_ThatWouldLetSomebodyInAsAnother_AreRefused(string claim, string attribute, string issuer, string why)
    {
        string connection = await NewTenantAsync();
        var settings = new Protos.Tokens.V1.SignOn { Enabled = true, ClientId = "c", ConnectionId = connection, Claim = claim, Attribute = attribute, Issuer = issuer };

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => SaveAsync(settings));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains(why, refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_OfAConnectionToEntra_HaveItsAuthorityClaimAndAttribute()
    {
        string connection = await NewTenantAsync();
        await SaveAsync(new Protos.Tokens.V1.SignOn { Enabled = true, ClientId = "c", ConnectionId = connection });

        Protos.Tokens.V1.SignOn opened = (await Console.GetSignOnClientAsync(new GetSignOnClientRequest { TenantId = _tenant }, cancellationToken: Cancel)).SignOn;

        Assert.Equal(($"https://login.microsoftonline.com/{Directory}/v2.0", "oid", "externalId"), (opened.Issuer, opened.Claim, opened.Attribute));
    }

    [Fact]
    public async Task Secret_OnceStored_IsShownToNobodyKeptByOtherChangesAndRemovedOnDemand()
    {
        string connection = await NewTenantAsync();
        var settings = new Protos.Tokens.V1.SignOn { Enabled = true, ClientId = "c", ConnectionId = connection };
        await SaveAsync(settings, "first");
        await SaveAsync(new Protos.Tokens.V1.SignOn(settings) { Contact = "desk" });

        GetSignOnResponse shown = await Operator.GetSignOnAsync(new GetSignOnRequest { TenantId = _tenant }, cancellationToken: Cancel);
        Assert.True(shown.SignOn.HasClientSecret);
        Assert.DoesNotContain("first", shown.ToString(), StringComparison.Ordinal);
        BsonDocument stored = await service.Host.Database.GetCollection<BsonDocument>("sign_ons").Find(new BsonDocument("_id", _tenant)).SingleAsync(Cancel);
        Assert.True(stored["client_secret"].AsByteArray.AsSpan().IndexOf("first"u8) < 0);
        Assert.Equal("first", await SecretAsync());

        await SaveAsync(settings, "");
        Assert.Equal("", await SecretAsync());
    }

    [Fact]
    public async Task SignOn_OfASuspendedTenant_IsNotFound()
    {
        string connection = await NewTenantAsync();
        await SaveAsync(new Protos.Tokens.V1.SignOn { Enabled = true, ClientId = "c", ConnectionId = connection });
        await new TenantService.TenantServiceClient(service.Host.As()).SuspendTenantAsync(new SuspendTenantRequest { TenantId = _tenant, RequestId = "s" }, cancellationToken: Cancel);

        RpcException refused = await Assert.ThrowsAsync<RpcException>(SecretAsync);

        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task Binding_OfOneUser_IsOfOneAccountUntilItIsForgotten()
    {
        await NewTenantAsync();
        await BindAsync("u1", "a");
        await BindAsync("u1", "a");
        Assert.Equal("u1", await UserAsync("a"));
        Assert.Equal("", await UserAsync("b"));

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => BindAsync("u1", "b"));
        Assert.Equal(StatusCode.AlreadyExists, refused.StatusCode);

        Assert.True((await Operator.UnbindUserAsync(new UnbindUserRequest { TenantId = _tenant, Id = "u1", RequestId = "r" }, cancellationToken: Cancel)).WasBound);
        await BindAsync("u1", "b");
        Assert.Equal(("", "u1"), (await UserAsync("a"), await UserAsync("b")));
    }

    private async Task<string> NewTenantAsync()
    {
        string connection = Guid.CreateVersion7().ToString();
        await new TenantService.TenantServiceClient(service.Host.As()).CreateTenantAsync(
            new CreateTenantRequest { TenantId = _tenant, RequestId = "t", Tenant = new Tenant { DisplayName = "T" } }, cancellationToken: Cancel);
        await new ConnectionService.ConnectionServiceClient(service.Host.As()).CreateConnectionAsync(
            new CreateConnectionRequest
            {
                TenantId = _tenant,
                Id = connection,
                RequestId = "c",
                Connection = new Connection { DisplayName = "C", ClientProfile = ClientProfile.Entra, IdentityProviderTenantId = Directory },
            },
            cancellationToken: Cancel);
        return connection;
    }

    private async Task SaveAsync(Protos.Tokens.V1.SignOn settings, string? secret = null)
    {
        var save = new ReplaceSignOnRequest { TenantId = _tenant, RequestId = Guid.NewGuid().ToString(), SignOn = settings };
        if (secret is not null) save.ClientSecret = secret;
        await Operator.ReplaceSignOnAsync(save, cancellationToken: Cancel);
    }

    private async Task<string> SecretAsync() => (await Console.GetSignOnClientAsync(new GetSignOnClientRequest { TenantId = _tenant }, cancellationToken: Cancel)).ClientSecret;

    private async Task BindAsync(string user, string subject) => await Console.BindUserAsync(
        new BindUserRequest { TenantId = _tenant, Id = user, RequestId = Guid.NewGuid().ToString(), Issuer = "https://i", Subject = subject }, cancellationToken: Cancel);

    private async Task<string> UserAsync(string subject) =>
        (await Console.GetBindingAsync(new GetBindingRequest { TenantId = _tenant, Issuer = "https://i", Subject = subject }, cancellationToken: Cancel)).UserId;
}
