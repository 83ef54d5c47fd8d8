using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Scim.EmbeddedMongo;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Callers;
using Scim.Standalone;

namespace Scim.Isolation.Tests;

/// <summary>The whole system in this process, with two tenants that have a connection and a token each.</summary>
public sealed class TwoTenants : IAsyncLifetime
{
    public const string Ours = "ours";
    public const string Theirs = "theirs";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("isolation-");
    private readonly Dictionary<string, GrpcChannel> _channels = new(StringComparer.Ordinal);
    private EmbeddedMongoServer _mongo = null!;
    private ServiceHosts _hosts = null!;

    public WebApplication Gateway { get; private set; } = null!;

    public CallerKeys Keys { get; private set; } = null!;

    /// <summary>Clients at the root of the gateway, with the tenant's token.</summary>
    public HttpClient OurClient { get; private set; } = null!;

    public HttpClient TheirClient { get; private set; } = null!;

    /// <summary>A way to the service of a package: scim.users.v1 and so on.</summary>
    public CallInvoker Invoker(string package) => _channels[package].CreateCallInvoker();

    public async ValueTask InitializeAsync()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        _mongo = await EmbeddedMongoServer.StartAsync(new EmbeddedMongoOptions { DataFolder = _folder.FullName, Port = 0 }, cancel);
        _hosts = new ServiceHosts(_mongo.ConnectionString);
        WebApplication tokens = await _hosts.StartTokensAsync(cancel), users = await _hosts.StartUsersAsync(cancel);
        WebApplication groups = await _hosts.StartGroupsAsync(ServiceHosts.AddressOf(users), cancel);
        Gateway = await _hosts.StartGatewayAsync(
            0,
            new Dictionary<string, string>
            {
                ["users"] = ServiceHosts.AddressOf(users),
                ["groups"] = ServiceHosts.AddressOf(groups),
                ["tokens"] = ServiceHosts.AddressOf(tokens),
            },
            cancel);
        Keys = tokens.Services.GetRequiredService<CallerKeys>();
        _channels["scim.tokens.v1"] = GrpcChannel.ForAddress(ServiceHosts.AddressOf(tokens));
        _channels["scim.users.v1"] = GrpcChannel.ForAddress(ServiceHosts.AddressOf(users));
        _channels["scim.groups.v1"] = GrpcChannel.ForAddress(ServiceHosts.AddressOf(groups));
        OurClient = await NewTenantAsync(Ours, cancel);
        TheirClient = await NewTenantAsync(Theirs, cancel);
    }

    /// <summary>A client of a new tenant with a connection and a token.</summary>
    public async Task<HttpClient> NewTenantAsync(string tenantId, CancellationToken cancel, DeletionGuard? guard = null)
    {
        CallInvoker invoker = Invoker("scim.tokens.v1").As(new CallerAssertion { Kind = CallerKind.Operator, Scope = Scope.Write, Actor = "test" }, Keys);
        string connectionId = Guid.CreateVersion7().ToString();
        await new TenantService.TenantServiceClient(invoker).CreateTenantAsync(
            new CreateTenantRequest { TenantId = tenantId, RequestId = NewId(), Tenant = new Tenant { DisplayName = tenantId } }, cancellationToken: cancel);
        await new ConnectionService.ConnectionServiceClient(invoker).CreateConnectionAsync(
            new CreateConnectionRequest { TenantId = tenantId, Id = connectionId, RequestId = NewId(), Connection = new Connection { DisplayName = "x", ClientProfile = ClientProfile.Entra, DeletionGuard = guard } },
            cancellationToken: cancel);
        IssueTokenResponse issued = await new TokenService.TokenServiceClient(invoker).IssueTokenAsync(
            new IssueTokenRequest { TenantId = tenantId, ConnectionId = connectionId, RequestId = NewId(), Name = "x", Scope = Scope.Write }, cancellationToken: cancel);
        var client = new HttpClient { BaseAddress = new Uri(ServiceHosts.AddressOf(Gateway)) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", issued.Value);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        OurClient.Dispose();
        TheirClient.Dispose();
        foreach (GrpcChannel channel in _channels.Values) channel.Dispose();
        await _hosts.DisposeAsync();
        await _mongo.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string NewId() => Guid.NewGuid().ToString();
}
