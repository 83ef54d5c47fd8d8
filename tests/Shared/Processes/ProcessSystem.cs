using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Options;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Callers;

namespace Scim.Tests.Shared.Processes;

/// <summary>Gateways, instances of each service and the database, each a process, as they are deployed, with one tenant.</summary>
public sealed class ProcessSystem : IAsyncDisposable
{
    private const string Started = "Application started";
    private const string Ready = "/health/ready";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("system-");
    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly List<HostProcess> _started = [];
    private readonly SystemShape _shape;
    private readonly List<GrpcChannel> _channels = [];
    private string _mongo = "", _connection = "";
    private string[] _tokenAddresses = [];
    private Dictionary<string, string> _addresses = [];

    private ProcessSystem(SystemShape shape) => _shape = shape;

    public HostProcess Database { get; private set; } = null!;

    public HostProcess[] Users { get; private set; } = [];

    public HostProcess[] Groups { get; private set; } = [];

    public HostProcess[] Tokens { get; private set; } = [];

    public HostProcess[] Gateways { get; private set; } = [];

    /// <summary>The Tenant URL at each gateway, with a slash at its end.</summary>
    public Uri[] TenantUrls { get; private set; } = [];

    /// <summary>A token of the tenant's connection.</summary>
    public string Token { get; private set; } = "";

    /// <summary>A client at the Tenant URL of the first gateway, with the token.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <summary>What the processes said last, for the message of a test that failed.</summary>
    public string LastLines => string.Join('\n', _started.Select(process => process.LastLines));

    /// <summary>Starts the processes, and waits until a request is served.</summary>
    public static async Task<ProcessSystem> StartAsync(SystemShape shape, CancellationToken cancel)
    {
        var system = new ProcessSystem(shape);
        try
        {
            await system.StartAsync(cancel);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>An instance of TokenService, as the operator.</summary>
    public TokenService.TokenServiceClient TokenClient(int instance) => new(Operator(_tokenAddresses[instance]));

    /// <summary>A way to the first instance of a package's service, as the operator or as nobody.</summary>
    public CallInvoker Invoker(string package, bool isOperator) => isOperator ? Operator(_addresses[package]) : Open(_addresses[package]);

    /// <summary>Issues another token of the tenant's connection.</summary>
    public async Task<IssueTokenResponse> NewTokenAsync(int instance, CancellationToken cancel) => await TokenClient(instance).IssueTokenAsync(
        new IssueTokenRequest { TenantId = "t", ConnectionId = _connection, RequestId = Guid.NewGuid().ToString(), Name = Guid.NewGuid().ToString() }, cancellationToken: cancel);

    /// <summary>A client at the Tenant URL of a gateway, with the token.</summary>
    public HttpClient NewClient(int gateway)
    {
        var client = new HttpClient { BaseAddress = TenantUrls[gateway], Timeout = TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        foreach (GrpcChannel channel in _channels) channel.Dispose();
        foreach (HostProcess process in Enumerable.Reverse(_started)) await process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StartAsync(CancellationToken cancel)
    {
        string port = HostProcess.FreePort().ToString(CultureInfo.InvariantCulture);
        Database = new HostProcess("EmbeddedMongo", new Dictionary<string, string>(), "mongodb://", "--data", _folder.FullName, "--port", port);
        _started.Add(Database);
        await Database.StartAsync(cancel);
        _mongo = Database.ReadyLine[Database.ReadyLine.IndexOf("mongodb", StringComparison.Ordinal)..];

        int[] tokenPorts = Ports(_shape.Instances), userPorts = Ports(_shape.Instances), groupPorts = Ports(_shape.Instances);
        _tokenAddresses = [.. tokenPorts.Select(Url)];
        Tokens = [.. tokenPorts.Select(own => Service("TokenService", "scim_tokens", own))];
        Users = [.. userPorts.Select(own => Service("UserService", "scim_users", own, ("Services__Tokens", string.Join(',', tokenPorts.Select(Url)))))];
        Groups = [.. groupPorts.Select(own => Service(
            "GroupService",
            "scim_groups",
            own,
            ("Services__Users", string.Join(',', userPorts.Select(Url))),
            ("Services__Tokens", string.Join(',', tokenPorts.Select(Url)))))];
        _addresses = new() { ["scim.tokens.v1"] = Url(tokenPorts[0]), ["scim.users.v1"] = Url(userPorts[0]), ["scim.groups.v1"] = Url(groupPorts[0]) };
        await StartAsync([.. Tokens, .. Users, .. Groups], cancel);

        int[] gatewayPorts = Ports(_shape.Gateways);
        Gateways = [.. gatewayPorts.Select(own => Gateway(own, ("tokens", tokenPorts), ("users", userPorts), ("groups", groupPorts)))];
        TenantUrls = [.. gatewayPorts.Select(own => new Uri($"{Url(own)}/tenants/t/scim/v2/"))];
        await StartAsync(Gateways, cancel);
        Token = await IssueAsync(cancel);
        Client = NewClient(0);
        while (!await IsServedAsync(cancel)) await Task.Delay(20, cancel);
    }

    private async Task<bool> IsServedAsync(CancellationToken cancel)
    {
        using HttpResponseMessage response = await Client.GetAsync(new Uri("Users?count=0", UriKind.Relative), cancel);
        return response.IsSuccessStatusCode;
    }

    private static async Task StartAsync(IEnumerable<HostProcess> processes, CancellationToken cancel)
    {
        foreach (HostProcess process in processes) await process.StartAsync(cancel);
        foreach (HostProcess process in processes) await process.UntilReadyAsync(cancel);
    }

    private static int[] Ports(int count) => [.. Enumerable.Range(0, count).Select(_ => HostProcess.FreePort())];

    private static string Url(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

    private Dictionary<string, string> Common() => new(_shape.Settings, StringComparer.Ordinal)
    {
        ["Caller__Keys__k1"] = _key,
        ["Caller__SigningKey"] = "k1",
        ["Logging__LogLevel__Default"] = "Warning",
        ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
    };

    private HostProcess Gateway(int port, params (string Cluster, int[] Ports)[] clusters)
    {
        Dictionary<string, string> settings = Common();
        settings["Kestrel__Endpoints__Http__Url"] = Url(port);
        foreach ((string name, string value) in _shape.GatewaySettings) settings[name] = value;
        foreach ((string cluster, int[] ports) in clusters)
        {
            for (int i = 0; i < ports.Length; i++) settings[$"ReverseProxy__Clusters__{cluster}__Destinations__d{i}__Address"] = Url(ports[i]);
        }

        return Add(new HostProcess("Gateway", settings, Started) { Readiness = new Uri(Url(port) + Ready) });
    }

    private HostProcess Service(string project, string database, int port, params (string Name, string Value)[] more)
    {
        Dictionary<string, string> settings = Common();
        settings["Mongo__ConnectionString"] = _mongo;
        settings["Mongo__Database"] = database;
        settings["Kestrel__Endpoints__Grpc__Url"] = Url(port);
        string health = settings["Kestrel__Endpoints__Health__Url"] = Url(HostProcess.FreePort());
        settings["Kestrel__Endpoints__Health__Protocols"] = "Http1";
        foreach ((string name, string value) in more) settings[name] = value;
        return Add(new HostProcess(project, settings, Started) { Readiness = new Uri(health + Ready) });
    }

    private HostProcess Add(HostProcess process)
    {
        _started.Add(process);
        return process;
    }

    private CallInvoker Open(string address)
    {
        var channel = GrpcChannel.ForAddress(address);
        _channels.Add(channel);
        return channel.CreateCallInvoker();
    }

    private CallInvoker Operator(string address)
    {
        var keys = new CallerKeys(Options.Create(new CallerOptions { Keys = { ["k1"] = _key }, SigningKey = "k1" }), TimeProvider.System);
        return Open(address).As(new CallerAssertion { Kind = CallerKind.Operator, Scope = Scope.Write, Actor = "tests" }, keys);
    }

    private async Task<string> IssueAsync(CancellationToken cancel)
    {
        CallInvoker invoker = Operator(_tokenAddresses[0]);
        _connection = Guid.NewGuid().ToString();
        await new TenantService.TenantServiceClient(invoker).CreateTenantAsync(
            new CreateTenantRequest { TenantId = "t", RequestId = "1", Tenant = new Tenant { DisplayName = "T" } }, cancellationToken: cancel);
        await new ConnectionService.ConnectionServiceClient(invoker).CreateConnectionAsync(
            new CreateConnectionRequest { TenantId = "t", Id = _connection, RequestId = "2", Connection = new Connection { DisplayName = "C" } }, cancellationToken: cancel);
        return (await new TokenService.TokenServiceClient(invoker).IssueTokenAsync(
            new IssueTokenRequest { TenantId = "t", ConnectionId = _connection, RequestId = "3", Name = "n" }, cancellationToken: cancel)).Value;
    }
}
