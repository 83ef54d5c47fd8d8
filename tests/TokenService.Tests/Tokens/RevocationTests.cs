using Grpc.Core;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.Tests.Shared;

namespace Scim.Tokens.Tests.Tokens;

/// <summary>What followers of revocations are told.</summary>
public sealed class RevocationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WatchRevocations_OfATokenAConnectionAndATenant_TellsOfEach()
    {
        await using ServiceHost host = await ServiceHost.StartAsync(builder => builder.AddTokenService(), app => app.MapTokenService());
        var tokens = new TokenService.TokenServiceClient(host.As());
        var tenants = new TenantService.TenantServiceClient(host.As());
        var connections = new ConnectionService.ConnectionServiceClient(host.As());
        var gateway = new TokenService.TokenServiceClient(host.As(new CallerAssertion { Kind = CallerKind.Service, Scope = Scope.Write, Actor = "gateway" }));
        string connection = Guid.NewGuid().ToString();
        await tenants.CreateTenantAsync(new CreateTenantRequest { TenantId = "t", RequestId = "1", Tenant = new Tenant { DisplayName = "T" } }, cancellationToken: Cancel);
        await connections.CreateConnectionAsync(
            new CreateConnectionRequest { TenantId = "t", Id = connection, RequestId = "2", Connection = new Connection { DisplayName = "C" } }, cancellationToken: Cancel);
        IssueTokenResponse issued = await tokens.IssueTokenAsync(
            new IssueTokenRequest { TenantId = "t", ConnectionId = connection, RequestId = "3", Name = "n" }, cancellationToken: Cancel);

        // The first heartbeat says that what comes is told.
        using AsyncServerStreamingCall<WatchRevocationsResponse> watch = gateway.WatchRevocations(new WatchRevocationsRequest(), cancellationToken: Cancel);
        Assert.True(await watch.ResponseStream.MoveNext(Cancel));
        await tokens.RevokeTokenAsync(new RevokeTokenRequest { TenantId = "t", Id = issued.Token.Id, RequestId = "4" }, cancellationToken: Cancel);
        await connections.SuspendConnectionAsync(new SuspendConnectionRequest { TenantId = "t", Id = connection, RequestId = "5" }, cancellationToken: Cancel);
        await tenants.SuspendTenantAsync(new SuspendTenantRequest { TenantId = "t", RequestId = "6" }, cancellationToken: Cancel);

        var told = new Dictionary<RevocationKind, Revocation>();
        while (told.Count < 3 && await watch.ResponseStream.MoveNext(Cancel))
        {
            if (watch.ResponseStream.Current.Change is { } change) told[change.Kind] = change;
        }

        Assert.Equal(issued.Token.Id, told[RevocationKind.Token].TokenId);
        Assert.Equal(("t", connection), (told[RevocationKind.Connection].TenantId, told[RevocationKind.Connection].ConnectionId));
        Assert.Equal("t", told[RevocationKind.Tenant].TenantId);
    }
}
