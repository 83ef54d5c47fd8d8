using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Scim.Admin;
using Scim.Gateway;
using Scim.Groups;
using Scim.Storage.Mongo;
using Scim.Tokens;
using Scim.Users;

namespace Scim.Standalone;

/// <summary>Starts each host in this process, on a port of its own, with the very configuration that it has when it runs alone.</summary>
internal sealed class ServiceHosts(string mongo) : IAsyncDisposable
{
    private readonly string _callerKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly List<WebApplication> _running = [];

    /// <summary>Settings of all hosts beside those that they need here.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Settings of the gateway beside those that it needs here.</summary>
    public IReadOnlyDictionary<string, string?> GatewaySettings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Starts TokenService.</summary>
    /// <param name="encryptionKey">What its signing keys are stored under, in base64, so that they outlive the process; null for a key of this process.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public async Task<WebApplication> StartTokensAsync(string? encryptionKey, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = Builder("TokenService", "scim_tokens");
        if (encryptionKey is not null)
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["SigningKeys:EncryptionKeys:local"] = encryptionKey });
        }

        return await StartAsync(builder.AddTokenService().Build().MapTokenService(), cancellationToken);
    }

    /// <summary>Starts UserService, which asks TokenService for tenants' schemas.</summary>
    public async Task<WebApplication> StartUsersAsync(string tokens, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = Builder("UserService", "scim_users");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Services:Tokens"] = tokens });
        return await StartAsync(builder.AddUserService().Build().MapUserService(), cancellationToken);
    }

    /// <summary>Starts GroupService, which asks UserService about members and TokenService for tenants' schemas.</summary>
    public async Task<WebApplication> StartGroupsAsync(string users, string tokens, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = Builder("GroupService", "scim_groups");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Services:Users"] = users, ["Services:Tokens"] = tokens });
        return await StartAsync(builder.AddGroupService().Build().MapGroupService(), cancellationToken);
    }

    /// <summary>Starts the console, which calls the services.</summary>
    /// <param name="keysFolder">Where it keeps the keys of its cookies, so that sessions outlive the process.</param>
    /// <param name="services">The services' addresses by the names of their clusters.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public async Task<WebApplication> StartConsoleAsync(string keysFolder, IReadOnlyDictionary<string, string> services, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = Builder("Admin", database: null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Services:Users"] = services["users"],
            ["Services:Groups"] = services["groups"],
            ["Services:Tokens"] = services["tokens"],
            ["Console:KeysFolder"] = Path.GetFullPath(keysFolder),
            ["Kestrel:Endpoints:Http:Url"] = "http://127.0.0.1:0",
        });
        return await StartAsync(builder.AddConsole().Build().MapConsole(), cancellationToken);
    }

    /// <summary>Starts the gateway in front of the services.</summary>
    public async Task<WebApplication> StartGatewayAsync(int port, IReadOnlyDictionary<string, string> clusters, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = Builder("Gateway", database: null);
        Dictionary<string, string?> settings = clusters.ToDictionary(
            cluster => $"ReverseProxy:Clusters:{cluster.Key}:Destinations:d0:Address", cluster => (string?)cluster.Value);
        settings["Kestrel:Endpoints:Http:Url"] = $"http://127.0.0.1:{port}";
        settings["ReverseProxy:Clusters:console:Metadata:Protocol"] = "http1";
        foreach ((string route, string path) in (ReadOnlySpan<(string, string)>)[("console", "console"), ("sign-on", "sso"), ("me", "me")])
        {
            settings[$"ReverseProxy:Routes:{route}:ClusterId"] = "console";
            settings[$"ReverseProxy:Routes:{route}:Match:Path"] = $"/{path}/{{**path}}";
            settings[$"ReverseProxy:Routes:{route}:Transforms:0:RequestHeaderOriginalHost"] = "true";
        }

        builder.Configuration.AddInMemoryCollection(settings).AddInMemoryCollection(GatewaySettings);
        return await StartAsync(builder.AddGateway().Build().MapGateway(), cancellationToken);
    }

    /// <summary>Where a host listens.</summary>
    public static string AddressOf(WebApplication app) => AddressesOf(app).First();

    /// <summary>Where a host listens, in the order of its endpoints' names.</summary>
    public static ICollection<string> AddressesOf(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;

    /// <summary>Stops the hosts, the gateway first, so that what it has begun is finished.</summary>
    public async ValueTask DisposeAsync()
    {
        for (int i = _running.Count - 1; i >= 0; i--)
        {
            await _running[i].StopAsync();
            await _running[i].DisposeAsync();
        }
    }

    private WebApplicationBuilder Builder(string name, string? database)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = $"Scim.{name}" });
        builder.Configuration.Sources.Clear();
        var settings = new Dictionary<string, string?>
        {
            ["Caller:Keys:local"] = _callerKey,
            ["Logging:LogLevel:Default"] = "Warning",
        };
        if (database is not null)
        {
            settings["Kestrel:Endpoints:Grpc:Url"] = "http://127.0.0.1:0";
            settings["Mongo:ConnectionString"] = mongo;
            settings["Mongo:Database"] = database;
        }

        builder.Configuration.AddInMemoryCollection(settings).AddInMemoryCollection(Settings).AddEnvironmentVariables("SCIM_");
        builder.Services.AddSingleton<IHostLifetime, StartedAndStoppedHere>();
        return builder;
    }

    private async Task<WebApplication> StartAsync(WebApplication app, CancellationToken cancellationToken)
    {
        _running.Add(app);
        await app.StartAsync(cancellationToken);
        if (app.Services.GetService<DatabaseStart>() is { } database)
        {
            CancellationToken stopping = app.Lifetime.ApplicationStopping;
            var refused = new TaskCompletionSource();
            using CancellationTokenRegistration registration = stopping.Register(refused.SetResult);
            if (await Task.WhenAny(database.Ready, refused.Task).WaitAsync(cancellationToken) == refused.Task)
            {
                throw new InvalidOperationException("The database was refused; the line above says why.");
            }
        }

        return app;
    }

    // A signal is the process's: hosts that all heard it would stop at once, those under the others too.
    private sealed class StartedAndStoppedHere : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
