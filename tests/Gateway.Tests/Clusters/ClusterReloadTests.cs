using Grpc.Core;
using Grpc.Health.V1;

namespace Scim.Gateway.Tests.Clusters;

/// <summary>What happens to calls when the configuration of a cluster changes under them.</summary>
public sealed class ClusterReloadTests
{
    private const int Clients = 8;
    private const int Rounds = 10;

    private static readonly HealthCheckRequest Request = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_WhileDestinationsComeGoAndMove_AllSucceed()
    {
        await using ServiceInstance a = await ServiceInstance.StartAsync(), b = await ServiceInstance.StartAsync(), c = await ServiceInstance.StartAsync();
        await using ClusterFixture gateway = await ClusterFixture.StartAsync(a);
        using var http = new HttpClient();
        using var end = new CancellationTokenSource();
        int done = 0;
        Task[] clients = [.. Enumerable.Range(0, Clients).Select(client => Task.Run(
            async () =>
            {
                while (!end.IsCancellationRequested)
                {
                    if (client % 2 == 0) await gateway.Client.CheckAsync(Request, cancellationToken: Token);
                    else (await http.GetAsync(gateway.Forwarded, Token)).EnsureSuccessStatusCode();
                    Interlocked.Increment(ref done);
                }
            },
            Token))];

        for (int round = 0; round < Rounds; round++)
        {
            await gateway.SetAsync(new Dictionary<string, ServiceInstance> { ["0"] = a, ["1"] = b }); // one comes
            await ServesAsync(b);
            await gateway.SetAsync(new Dictionary<string, ServiceInstance> { ["1"] = b }); // one goes
            await gateway.SetAsync(new Dictionary<string, ServiceInstance> { ["1"] = c }); // one moves
            await ServesAsync(c);
            await gateway.SetAsync(new Dictionary<string, ServiceInstance> { ["0"] = a }); // all are others
            await ServesAsync(a);
        }

        await end.CancelAsync();
        await Task.WhenAll(clients);
        Assert.InRange(done, Rounds, int.MaxValue);

        async Task ServesAsync(ServiceInstance instance)
        {
            for (int before = instance.Calls; instance.Calls <= before;)
            {
                if (clients.FirstOrDefault(client => client.IsFaulted) is { } failed) await failed;
                await Task.Delay(5, Token);
            }
        }
    }

    [Fact]
    public async Task Stream_WhenItsDestinationGoes_RunsToItsEndAndThenTheConnectionIsClosed()
    {
        var release = new TaskCompletionSource();
        await using ServiceInstance before = await ServiceInstance.StartAsync(), after = await ServiceInstance.StartAsync();
        await using ClusterFixture gateway = await ClusterFixture.StartAsync(before);
        before.OnCall = _ => release.Task;
        using AsyncServerStreamingCall<HealthCheckResponse> stream = gateway.Client.Watch(Request, cancellationToken: Token);
        Assert.True(await stream.ResponseStream.MoveNext(Token));

        await gateway.SetAsync(new Dictionary<string, ServiceInstance> { ["1"] = after });
        for (int i = 0; i < 10; i++) await gateway.Client.CheckAsync(Request, cancellationToken: Token);
        Assert.Equal((1, 10), (before.Calls, after.Calls));

        int open = before.Connections; // the channel's, and the one of the probes of health
        release.SetResult();
        Assert.False(await stream.ResponseStream.MoveNext(Token));
        while (before.Connections >= open) await Task.Delay(5, Token);
    }

    [Fact]
    public async Task Call_WhileAnInstanceIsBusyWithForwardedRequests_GoesToTheOther()
    {
        var release = new TaskCompletionSource();
        var held = new TaskCompletionSource<ServiceInstance>();
        await using ServiceInstance one = await ServiceInstance.StartAsync(), two = await ServiceInstance.StartAsync();
        await using ClusterFixture gateway = await ClusterFixture.StartAsync(one, two);
        foreach (ServiceInstance instance in new[] { one, two })
        {
            instance.OnForwarded = () =>
            {
                held.TrySetResult(instance);
                return release.Task;
            };
        }

        using var http = new HttpClient();
        Task<HttpResponseMessage> forwarded = http.GetAsync(gateway.Forwarded, Token);
        ServiceInstance busy = await held.Task, free = busy == one ? two : one;
        for (int i = 0; i < 10; i++) await gateway.Client.CheckAsync(Request, cancellationToken: Token);
        release.SetResult();
        (await forwarded).EnsureSuccessStatusCode();

        Assert.Equal((1, 10), (busy.Calls, free.Calls));
        Assert.All(gateway.Cluster.Destinations.Values, destination => Assert.Equal(0, gateway.Counters.Count(destination)));
    }

    [Fact]
    public async Task Forwarded_WhenItsClientGoes_IsNotUnderWayAnyMore()
    {
        var release = new TaskCompletionSource();
        var reached = new TaskCompletionSource();
        await using ServiceInstance instance = await ServiceInstance.StartAsync();
        await using ClusterFixture gateway = await ClusterFixture.StartAsync(instance);
        instance.OnForwarded = () =>
        {
            reached.TrySetResult();
            return release.Task;
        };
        using var http = new HttpClient();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<HttpResponseMessage> forwarded = http.GetAsync(gateway.Forwarded, cancellation.Token);
        await reached.Task;
        Assert.Equal(1, gateway.Counters.Count(gateway.Cluster.Destinations.Values.Single()));

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => forwarded);

        while (gateway.Counters.Count(gateway.Cluster.Destinations.Values.Single()) > 0) await Task.Delay(5, Token);
        release.SetResult();
    }

    [Fact]
    public async Task Call_ToADnsName_GoesToAnAddressOfIt()
    {
        await using ServiceInstance instance = await ServiceInstance.StartAsync();
        await using ClusterFixture gateway = await ClusterFixture.StartAsync(instance);

        await gateway.SetNameAsync("localhost", instance.Port);
        for (int i = 0; i < 10; i++) await gateway.Client.CheckAsync(Request, cancellationToken: Token);

        Assert.Equal(10, instance.Calls);
        Assert.Contains(gateway.Cluster.Destinations.Values, destination => new Uri(destination.Model.Config.Address).Host == "127.0.0.1");
        Assert.DoesNotContain(gateway.Cluster.Destinations.Values, destination => new Uri(destination.Model.Config.Address).Host == "localhost");
    }
}
