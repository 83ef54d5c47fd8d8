using System.Globalization;
using Grpc.Net.Client;
using Scim.Tests.Shared.Processes;

namespace Scim.Compatibility.Tests;

/// <summary>Today's system as processes, whose gateway takes native calls.</summary>
public sealed class TodaysSystem : IAsyncLifetime
{
    public ProcessSystem System { get; private set; } = null!;

    /// <summary>Where the product's own services call the gateway.</summary>
    public GrpcChannel Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        string address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{HostProcess.FreePort()}");
        var shape = new SystemShape
        {
            Instances = 1,
            GatewaySettings = new Dictionary<string, string> { ["Kestrel__Endpoints__Native__Url"] = address, ["Kestrel__Endpoints__Native__Protocols"] = "Http2" },
        };
        System = await ProcessSystem.StartAsync(shape, TestContext.Current.CancellationToken);
        Gateway = GrpcChannel.ForAddress(address);
    }

    public async ValueTask DisposeAsync()
    {
        Gateway?.Dispose();
        if (System is not null) await System.DisposeAsync();
    }
}
