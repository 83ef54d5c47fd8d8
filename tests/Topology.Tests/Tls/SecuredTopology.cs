namespace Scim.Topology.Tests.Tls;

/// <summary>The processes of the system, which talk TLS to each other and take each other's certificates only.</summary>
public sealed class SecuredTopology : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("topology-tls-");
    private readonly List<HostProcess> _hosts = [];

    internal TestAuthority Authority { get; } = new();

    /// <summary>Where the services' certificate is, which all of them share.</summary>
    internal string ServicesFolder => Path.Combine(_folder.FullName, "services");

    internal string Tokens { get; private set; } = "";

    internal string Users { get; private set; } = "";

    internal string Groups { get; private set; } = "";

    internal string Console { get; private set; } = "";

    internal string Gateway { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        string? given = Environment.GetEnvironmentVariable("SCIM_TEST_MONGODB");
        string mongo = string.IsNullOrEmpty(given)
            ? (await StartAsync("EmbeddedMongo", [], cancellationToken, "--port", "0", "--data", FolderOf("mongodb"))).Addresses[0]
            : given;
        Dictionary<string, string> tls = Authority.WriteTo(ServicesFolder);
        Tokens = (await StartAsync("TokenService", Secured(HostVariables.TokenService(mongo), "Grpc", tls), cancellationToken)).Addresses[0];
        Users = (await StartAsync("UserService", Secured(HostVariables.UserService(mongo, Tokens), "Grpc", tls), cancellationToken)).Addresses[0];
        Groups = (await StartAsync("GroupService", Secured(HostVariables.GroupService(mongo, Users, Tokens), "Grpc", tls), cancellationToken)).Addresses[0];
        Console = (await StartAsync("Console", Secured(HostVariables.Console(Tokens, Users, Groups), "Http", tls), cancellationToken)).Addresses[0];
        Gateway = await StartGatewayAsync(Authority.WriteTo(FolderOf("gateway")), cancellationToken);
        await Readiness.WaitAsync(Gateway, cancellationToken);
    }

    /// <summary>Starts a gateway in front of the services, with a certificate; its address.</summary>
    internal async Task<string> StartGatewayAsync(Dictionary<string, string> tls, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string>(HostVariables.Gateway(Tokens, Users, Groups, Console).Concat(tls));
        return (await StartAsync("Gateway", variables, cancellationToken)).Addresses[0];
    }

    internal string FolderOf(string name) => Path.Combine(_folder.FullName, name);

    public async ValueTask DisposeAsync()
    {
        foreach (HostProcess host in Enumerable.Reverse(_hosts)) await host.DisposeAsync();
        Authority.Dispose();
        _folder.Delete(recursive: true);
    }

    private static Dictionary<string, string> Secured(Dictionary<string, string> variables, string endpoint, Dictionary<string, string> tls) =>
        new(variables.Concat(tls)) { [$"Kestrel__Endpoints__{endpoint}__Url"] = "https://127.0.0.1:0" };

    private async Task<HostProcess> StartAsync(
        string project, Dictionary<string, string> variables, CancellationToken cancellationToken, params string[] arguments)
    {
        HostProcess host = await HostProcess.StartAsync(project, variables, cancellationToken, arguments);
        _hosts.Add(host);
        return host;
    }
}
