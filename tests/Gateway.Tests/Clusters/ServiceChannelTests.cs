using System.Diagnostics;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Scim.ServiceDefaults.Grpc;
using Scim.ServiceDefaults.Tls;

namespace Scim.Gateway.Tests.Clusters;

/// <summary>Calls from one service to the instances of another.</summary>
public sealed class ServiceChannelTests
{
    private const int Calls = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly HealthCheckRequest Request = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_WhereOneInstanceBreaksEachConnection_PassItByForTwoSecondsAndAllSucceed()
    {
        await using ServiceInstance good = await ServiceInstance.StartAsync(), broken = await ServiceInstance.StartAsync();
        broken.OnCall = Break;
        using GrpcChannel channel = Open(good, broken);
        var client = new Health.HealthClient(channel);
        var clock = Stopwatch.StartNew();

        // Until the broken one had its turn, and then as many again.
        for (int after = 0; after < Calls; after += broken.Calls > 0 ? 1 : 0) await client.CheckAsync(Request, cancellationToken: Token);

        Assert.InRange(broken.Calls, 1, 1 + (int)(clock.Elapsed / Pause));
    }

    [Fact]
    public async Task Calls_WhereEveryInstanceBroke_GoOnAtOnceWhenTheyAnswerAgain()
    {
        await using ServiceInstance a = await ServiceInstance.StartAsync(), b = await ServiceInstance.StartAsync();
        using GrpcChannel channel = Open(a, b);
        var client = new Health.HealthClient(channel);
        a.OnCall = b.OnCall = Break;
        RpcException error = await Assert.ThrowsAsync<RpcException>(async () => await client.CheckAsync(Request, cancellationToken: Token));
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        a.OnCall = b.OnCall = _ => Task.CompletedTask;
        await client.CheckAsync(Request, cancellationToken: Token);
    }

    [Fact]
    public async Task Calls_WhereAllInstancesAnswer_TakeTurns()
    {
        await using ServiceInstance a = await ServiceInstance.StartAsync(), b = await ServiceInstance.StartAsync();
        using GrpcChannel channel = Open(a, b);
        var client = new Health.HealthClient(channel);
        while (a.Calls == 0 || b.Calls == 0) await client.CheckAsync(Request, cancellationToken: Token); // both are connected

        int before = a.Calls;
        for (int i = 0; i < Calls; i++) await client.CheckAsync(Request, cancellationToken: Token);

        Assert.Equal(Calls / 2, a.Calls - before);
    }

    private static Task Break(ServerCallContext context)
    {
        context.GetHttpContext().Features.Get<IConnectionLifetimeFeature>()!.Abort();
        return Task.CompletedTask;
    }

    private static GrpcChannel Open(params ServiceInstance[] instances) => ServiceChannel.Open(
        string.Join(',', instances.Select(instance => instance.Address)),
        new PeerCertificates(Options.Create(new PeerTlsOptions()), TimeProvider.System, NullLogger<PeerCertificates>.Instance));
}
