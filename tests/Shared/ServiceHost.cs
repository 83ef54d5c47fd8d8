using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Driver;
using Scim.EmbeddedMongo;
using Scim.Protos.Common.V1;
using Scim.ServiceDefaults.Callers;
using Scim.Storage.Mongo;

namespace Scim.Tests.Shared;

/// <summary>One service in process, over the real wire, on an embedded database or, in a database of its own, on that of SCIM_TEST_MONGODB.</summary>
public sealed class ServiceHost : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("service-tests-");
    private EmbeddedMongoServer? _server;
    private WebApplication? _app;
    private GrpcChannel? _channel;

    /// <summary>The service's own database.</summary>
    public IMongoDatabase Database => _app!.Services.GetRequiredService<MongoConnection>().Database;

    /// <summary>Starts a service.</summary>
    /// <param name="add">Adds the service to a builder whose configuration names database and keys.</param>
    /// <param name="map">Maps its RPCs.</param>
    /// <param name="time">The service's clock, where it is not the system's.</param>
    public static async Task<ServiceHost> StartAsync(Action<WebApplicationBuilder> add, Action<WebApplication> map, TimeProvider? time = null)
    {
        var host = new ServiceHost();
        string? given = Environment.GetEnvironmentVariable("SCIM_TEST_MONGODB");
        if (string.IsNullOrEmpty(given))
        {
            host._server = await EmbeddedMongoServer.StartAsync(new EmbeddedMongoOptions { DataFolder = host._folder.FullName, Port = 0 });
            given = host._server.ConnectionString;
        }

        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Caller:Keys:tests"] = Convert.ToBase64String(new byte[32]),
            ["Kestrel:Endpoints:Grpc:Url"] = "http://127.0.0.1:0",
            ["Mongo:ConnectionString"] = given,
            ["Mongo:Database"] = $"tests_{Guid.NewGuid():N}",
            ["Logging:LogLevel:Default"] = "Warning",
        });
        add(builder);
        if (time is not null) builder.Services.AddSingleton(time);
        host._app = builder.Build();
        map(host._app);
        await host._app.StartAsync();
        await host._app.Services.GetRequiredService<DatabaseStart>().Ready;
        host._channel = GrpcChannel.ForAddress(host._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return host;
    }

    /// <summary>A way to the service, as an operator or as somebody else.</summary>
    public CallInvoker As(CallerAssertion? caller = null) => _channel!.CreateCallInvoker().As(
        caller ?? new CallerAssertion { Kind = CallerKind.Operator, Scope = Scope.Write, Actor = "tests" },
        _app!.Services.GetRequiredService<CallerKeys>());

    /// <summary>A service of the host's.</summary>
    public T Get<T>()
        where T : notnull => _app!.Services.GetRequiredService<T>();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        if (_app is not null)
        {
            await Database.Client.DropDatabaseAsync(Database.DatabaseNamespace.DatabaseName);
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        if (_server is not null) await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
