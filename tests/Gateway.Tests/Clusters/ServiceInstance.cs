using Microsoft.Extensions.Configuration;
using System.Net;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Scim.Gateway.Tests.Clusters;

/// <summary>One instance of a gRPC service on a port of its own, with answers that a test decides.</summary>
internal sealed class ServiceInstance : Health.HealthBase, IAsyncDisposable
{
    private WebApplication _app = null!;
    private int _calls, _connections;

    public string Address { get; private set; } = "";

    public int Port => new Uri(Address).Port;

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>How many connections are open.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Runs in each call; the default answers at once.</summary>
    public Func<ServerCallContext, Task> OnCall { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs in each GET of /forwarded; the default answers at once.</summary>
    public Func<Task> OnForwarded { get; set; } = () => Task.CompletedTask;

    public static async Task<ServiceInstance> StartAsync(int port = 0)
    {
        var instance = new ServiceInstance();
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear(); // the gateway's appsettings.json names its port
        builder.Configuration.AddInMemoryCollection();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.Use(next => connection => instance.CountAsync(next, connection));
        }));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(instance);
        instance._app = builder.Build();
        instance._app.MapGrpcService<ServiceInstance>();
        instance._app.MapGet("/health/live", () => "ok");
        instance._app.MapGet("/forwarded", () =>
        {
            Interlocked.Increment(ref instance._calls);
            return instance.OnForwarded();
        });
        await instance._app.StartAsync(TestContext.Current.CancellationToken);
        instance.Address = instance._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return instance;
    }

    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        Interlocked.Increment(ref _calls);
        await OnCall(context);
        return new HealthCheckResponse { Status = HealthCheckResponse.Types.ServingStatus.Serving };
    }

    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        Interlocked.Increment(ref _calls);
        await responseStream.WriteAsync(new HealthCheckResponse(), context.CancellationToken);
        await OnCall(context);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task CountAsync(ConnectionDelegate next, ConnectionContext connection)
    {
        Interlocked.Increment(ref _connections);
        try
        {
            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }
}
