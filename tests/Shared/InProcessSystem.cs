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

namespace Scim.Tests.Shared;

/// <summary>The whole system in this process, as Standalone composes it: the gateway on a port, the services behind it, an embedded database.</summary>
public sealed class InProcessSystem : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("system-tests-");
    private readonly Dictionary<string, GrpcChannel> _channels = new(StringComparer.Ordinal);
    private EmbeddedMongoServer _mongo = null!;
    private ServiceHosts _hosts = null!;
    private IReadOnlyDictionary<string, string?>? _gatewaySettings;
    private IReadOnlyDictionary<string, string?>? _settings;

    private InProcessSystem()
    {
    }

    public WebApplication Gateway { get; private set; } = null!;

    /// <summary>TokenService.</summary>
    public WebApplication Tokens { get; private set; } = null!;

    public CallerKeys Keys { get; private set; } = null!;

    /// <summary>The gateway's address, without a slash at its end.</summary>
    public string Address => ServiceHosts.AddressOf(Gateway);

    /// <summary>The database of all services.</summary>
    public string Mongo => _mongo.ConnectionString;

    /// <summary>Starts everything.</summary>
    /// <param name="cancel">Ends the start.</param>
    /// <param name="gatewaySettings">Settings of the gateway, where its defaults are not what is wanted.</param>
    /// <param name="settings">Settings of all hosts.</param>
    public static async Task<InProcessSystem> StartAsync(
        CancellationToken cancel, IReadOnlyDictionary<string, string?>? gatewaySettings = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var system = new InProcessSystem { _gatewaySettings = gatewaySettings, _settings = settings };
        system._mongo = await EmbeddedMongoServer.StartAsync(new EmbeddedMongoOptions { DataFolder = system._folder.FullName, Port = 0 }, cancel);
        await system.StartHostsAsync(cancel);
        return system;
    }

    /// <summary>Stops every host and starts it again, on other ports, with the same database.</summary>
    public async Task RestartAsync(CancellationToken cancel)
    {
        await StopHostsAsync();
        await StartHostsAsync(cancel);
    }

    /// <summary>A way to the service of a package: scim.users.v1 and so on.</summary>
    public CallInvoker Invoker(string package) => _channels[package].CreateCallInvoker();

    /// <summary>Makes a tenant with a connection, and answers a token of it.</summary>
    public async Task<string> NewTenantAsync(string tenantId, Connection connection, CancellationToken cancel, Scope scope = Scope.Write)
    {
        CallInvoker invoker = Invoker("scim.tokens.v1").As(new CallerAssertion { Kind = CallerKind.Operator, Scope = Scope.Write, Actor = "test" }, Keys);
        string connectionId = Guid.CreateVersion7().ToString();
        await new TenantService.TenantServiceClient(invoker).CreateTenantAsync(
            new CreateTenantRequest { TenantId = tenantId, RequestId = NewId(), Tenant = new Tenant { DisplayName = tenantId } }, cancellationToken: cancel);
        await new ConnectionService.ConnectionServiceClient(invoker).CreateConnectionAsync(
            new CreateConnectionRequest { TenantId = tenantId, Id = connectionId, RequestId = NewId(), Connection = connection }, cancellationToken: cancel);
        IssueTokenResponse issued = await new TokenService.TokenServiceClient(invoker).IssueTokenAsync(
            new IssueTokenRequest { TenantId = tenantId, ConnectionId = connectionId, RequestId = NewId(), Name = "x", Scope = scope }, cancellationToken: cancel);
        return issued.Value;
    }

    /// <summary>A client with a token, whose base address is given.</summary>
    public static HttpClient Client(string token, string baseAddress)
    {
        var client = new HttpClient { BaseAddress = new Uri(baseAddress) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await StopHostsAsync();
        await _mongo.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StartHostsAsync(CancellationToken cancel)
    {
        ServiceHosts hosts = _hosts = new ServiceHosts(_mongo.ConnectionString)
        {
            GatewaySettings = _gatewaySettings ?? new Dictionary<string, string?>(), Settings = _settings ?? new Dictionary<string, string?>(),
        };
        WebApplication tokens = Tokens = await hosts.StartTokensAsync(null, cancel);
        WebApplication users = await hosts.StartUsersAsync(ServiceHosts.AddressOf(tokens), cancel);
        WebApplication groups = await hosts.StartGroupsAsync(ServiceHosts.AddressOf(users), ServiceHosts.AddressOf(tokens), cancel);
        Keys = tokens.Services.GetRequiredService<CallerKeys>();
        var clusters = new Dictionary<string, string>();
        foreach ((string name, WebApplication host) in (ReadOnlySpan<(string, WebApplication)>)[("tokens", tokens), ("users", users), ("groups", groups)])
        {
            clusters[name] = ServiceHosts.AddressOf(host);
            _channels[$"scim.{name}.v1"] = GrpcChannel.ForAddress(clusters[name]);
        }

        Gateway = await hosts.StartGatewayAsync(0, clusters, cancel);
    }

    private async Task StopHostsAsync()
    {
        foreach (GrpcChannel channel in _channels.Values) channel.Dispose();
        _channels.Clear();
        await _hosts.DisposeAsync();
    }

    private static string NewId() => Guid.NewGuid().ToString();
}
