using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Options;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Callers;

namespace Scim.Faults.Tests.Processes;

/// <summary>Gateway, two instances of each service and the database, each a process, as they are deployed.</summary>
public sealed class RunningSystem : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("faults-");
    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly List<HostProcess> _started = [];
    private string _mongo = "";

    public HostProcess Database { get; private set; } = null!;

    public HostProcess[] Users { get; private set; } = [];

    public HostProcess[] Groups { get; private set; } = [];

    public HostProcess[] Tokens { get; private set; } = [];

    /// <summary>A client at the tenant's URL, with its token.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <summary>What the processes said last, for the message of a test that failed.</summary>
    public string LastLines => string.Join('\n', _started.Select(process => process.LastLines));

    public async ValueTask InitializeAsync()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        string port = HostProcess.FreePort().ToString(CultureInfo.InvariantCulture);
        Database = new HostProcess("EmbeddedMongo", new Dictionary<string, string>(), "mongodb://", "--data", _folder.FullName, "--port", port);
        _started.Add(Database);
        await Database.StartAsync(cancel);
        _mongo = Database.ReadyLine[Database.ReadyLine.IndexOf("mongodb", StringComparison.Ordinal)..];

        int[] tokenPorts = Ports(), userPorts = Ports(), groupPorts = Ports();
        Tokens = [.. tokenPorts.Select(own => Service("TokenService", "scim_tokens", own))];
        Users = [.. userPorts.Select(own => Service("UserService", "scim_users", own))];
        Groups = [.. groupPorts.Select(own => Service("GroupService", "scim_groups", own, ("Services__Users", string.Join(',', userPorts.Select(Url)))))];
        foreach (HostProcess service in (HostProcess[])[.. Tokens, .. Users, .. Groups]) await service.StartAsync(cancel);

        int gatewayPort = HostProcess.FreePort();
        Dictionary<string, string> settings = Common();
        settings["Kestrel__Endpoints__Http__Url"] = Url(gatewayPort);
        foreach ((string cluster, int[] ports) in (ReadOnlySpan<(string, int[])>)[("tokens", tokenPorts), ("users", userPorts), ("groups", groupPorts)])
        {
            for (int i = 0; i < ports.Length; i++) settings[$"ReverseProxy__Clusters__{cluster}__Destinations__d{i}__Address"] = Url(ports[i]);
        }

        var gateway = new HostProcess("Gateway", settings, "Application started");
        _started.Add(gateway);
        await gateway.StartAsync(cancel);
        Client = new HttpClient { BaseAddress = new Uri($"{Url(gatewayPort)}/tenants/t/scim/v2/"), Timeout = TimeSpan.FromSeconds(30) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await IssueAsync(Url(tokenPorts[0]), cancel));
        while (!(await Client.GetAsync(new Uri("Users?count=0", UriKind.Relative), cancel)).IsSuccessStatusCode) cancel.ThrowIfCancellationRequested();
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        foreach (HostProcess process in Enumerable.Reverse(_started)) await process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static int[] Ports() => [HostProcess.FreePort(), HostProcess.FreePort()];

    private static string Url(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

    private Dictionary<string, string> Common() => new(StringComparer.Ordinal)
    {
        ["Caller__Keys__k1"] = _key,
        ["Caller__SigningKey"] = "k1",
        ["Logging__LogLevel__Default"] = "Warning",
        ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
    };

    private HostProcess Service(string project, string database, int port, params (string Name, string Value)[] more)
    {
        Dictionary<string, string> settings = Common();
        settings["Mongo__ConnectionString"] = _mongo;
        settings["Mongo__Database"] = database;
        settings["Kestrel__Endpoints__Grpc__Url"] = Url(port);
        settings["Kestrel__Endpoints__Health__Url"] = Url(HostProcess.FreePort());
        foreach ((string name, string value) in more) settings[name] = value;
        var service = new HostProcess(project, settings, "Application started");
        _started.Add(service);
        return service;
    }

    private async Task<string> IssueAsync(string address, CancellationToken cancel)
    {
        using var channel = GrpcChannel.ForAddress(address);
        var keys = new CallerKeys(Options.Create(new CallerOptions { Keys = { ["k1"] = _key }, SigningKey = "k1" }), TimeProvider.System);
        CallInvoker invoker = channel.CreateCallInvoker().As(new CallerAssertion { Kind = CallerKind.Operator, Scope = Scope.Write, Actor = "tests" }, keys);
        string connection = Guid.NewGuid().ToString();
        await new TenantService.TenantServiceClient(invoker).CreateTenantAsync(
            new CreateTenantRequest { TenantId = "t", RequestId = "1", Tenant = new Tenant { DisplayName = "T" } }, cancellationToken: cancel);
        await new ConnectionService.ConnectionServiceClient(invoker).CreateConnectionAsync(
            new CreateConnectionRequest { TenantId = "t", Id = connection, RequestId = "2", Connection = new Connection { DisplayName = "C" } }, cancellationToken: cancel);
        return (await new TokenService.TokenServiceClient(invoker).IssueTokenAsync(
            new IssueTokenRequest { TenantId = "t", ConnectionId = connection, RequestId = "3", Name = "n" }, cancellationToken: cancel)).Value;
    }
}
