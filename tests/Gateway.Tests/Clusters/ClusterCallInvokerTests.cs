using Grpc.Core;
using Grpc.Health.V1;
using Yarp.ReverseProxy.Model;

namespace Scim.Gateway.Tests.Clusters;

public sealed class ClusterCallInvokerTests
{
    private static readonly HealthCheckRequest Request = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_WhileAnInstanceIsBusy_GoesToTheOther()
    {
        var release = new TaskCompletionSource();
        await using ServiceInstance busy = await ServiceInstance.StartAsync(), free = await ServiceInstance.StartAsync();
        await using ClusterFixture gateway = await ClusterFixture.StartAsync(busy, free);
        var held = new TaskCompletionSource<ServiceInstance>();
        foreach (ServiceInstance instance in new[] { busy, free })
        {
            instance.OnCall = _ =>
            {
                held.TrySetResult(instance);
                return release.Task;
            };
        }

        AsyncUnaryCall<HealthCheckResponse> first = gateway.Client.CheckAsync(Request, cancellationToken: Token);
        ServiceInstance holder = await held.Task;
        ServiceInstance other = holder == busy ? free : busy;
        other.OnCall = _ => Task.CompletedTask;
        for (int i = 0; i < 10; i++)
        {
            await gateway.Client.CheckAsync(Request, cancellationToken: Token);
        }

        release.SetResult();
        await first;
        Assert.Equal((1, 10), (holder.Calls, other.Calls));
        Assert.All(gateway.Cluster.Destinations.Values, destination => Assert.Equal(0, gateway.Counters.Count(destination)));
    }

    [Fact]
    public async Task Call_WhenAnInstanceIsGone_IsAnsweredByTheOther()
    {
        ServiceInstance gone = await ServiceInstance.StartAsync();
        await using ServiceInstance alive = await ServiceInstance.StartAsync();
        await using ClusterFixture gateway = await ClusterFixture.StartAsync(gone, alive);
        await gone.DisposeAsync();

        for (int i = 0; i < 20; i++)
        {
            await gateway.Client.CheckAsync(Request, cancellationToken: Token);
        }

        Assert.Equal(20, alive.Calls);
    }

    [Fact]
    public async Task Call_WhenTheOtherInstanceGoesJustAfterOneCameBack_IsAnsweredByThatOne()
    {
        ServiceInstance first = await ServiceInstance.StartAsync(), second = await ServiceInstance.StartAsync();
        await using ClusterFixture gateway = await ClusterFixture.StartAsync(first, second);
        await first.DisposeAsync();
        while (gateway.Cluster.Destinations.Values.All(destination => destination.Health.Passive != DestinationHealth.Unhealthy))
        {
            await gateway.Client.CheckAsync(Request, cancellationToken: Token);
        }

        await using ServiceInstance back = await ServiceInstance.StartAsync(first.Port);
        await second.DisposeAsync();
        await gateway.Client.CheckAsync(Request, cancellationToken: Token);

        Assert.Equal(1, back.Calls);
    }

    [Fact]
    public async Task Call_WhenAllInstancesAreGone_IsUnavailable()
    {
        ServiceInstance gone = await ServiceInstance.StartAsync();
        await using ClusterFixture gateway = await ClusterFixture.StartAsync(gone);
        await gone.DisposeAsync();

        var error = await Assert.ThrowsAsync<RpcException>(async () => await gateway.Client.CheckAsync(Request, cancellationToken: Token));

        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
    }

    [Fact]
    public async Task Call_WhenTheServiceAnswersUnavailable_LeavesItsHealthAndIsNotRepeated()
    {
        await using ServiceInstance one = await ServiceInstance.StartAsync(), two = await ServiceInstance.StartAsync();
        await using ClusterFixture gateway = await ClusterFixture.StartAsync(one, two);
        one.OnCall = two.OnCall = _ => throw new RpcException(new Status(StatusCode.Unavailable, "The database is down."));

        var error = await Assert.ThrowsAsync<RpcException>(async () => await gateway.Client.CheckAsync(Request, cancellationToken: Token));

        Assert.Equal("The database is down.", error.Status.Detail);
        Assert.Equal(1, one.Calls + two.Calls);
        Assert.DoesNotContain(gateway.Cluster.Destinations.Values, destination => destination.Health.Passive == DestinationHealth.Unhealthy);
    }

    [Fact]
    public async Task Call_WithoutADeadline_GetsTheDefaultOne()
    {
        DateTime deadline = DateTime.MaxValue;
        await using ServiceInstance instance = await ServiceInstance.StartAsync();
        await using ClusterFixture gateway = await ClusterFixture.StartAsync(instance);
        instance.OnCall = context =>
        {
            deadline = context.Deadline;
            return Task.CompletedTask;
        };

        await gateway.Client.CheckAsync(Request, cancellationToken: Token);

        Assert.InRange(deadline, TimeProvider.System.GetUtcNow().UtcDateTime, TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(10));
    }

    [Fact]
    public async Task Call_WhenCancelled_IsCancelledAtTheService()
    {
        var seen = new TaskCompletionSource();
        var reached = new TaskCompletionSource();
        await using ServiceInstance instance = await ServiceInstance.StartAsync();
        await using ClusterFixture gateway = await ClusterFixture.StartAsync(instance);
        instance.OnCall = async context =>
        {
            await using CancellationTokenRegistration registration = context.CancellationToken.Register(seen.SetResult);
            reached.SetResult();
            await seen.Task;
        };
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);

        AsyncUnaryCall<HealthCheckResponse> call = gateway.Client.CheckAsync(Request, cancellationToken: cancellation.Token);
        await reached.Task;
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<Exception>(async () => await call);
        await seen.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task Call_UnderWayWhileItsDestinationMoves_Ends()
    {
        var reached = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using ServiceInstance before = await ServiceInstance.StartAsync(), after = await ServiceInstance.StartAsync();
        await using ClusterFixture gateway = await ClusterFixture.StartAsync(before);
        before.OnCall = _ =>
        {
            reached.TrySetResult();
            return release.Task;
        };

        AsyncUnaryCall<HealthCheckResponse> old = gateway.Client.CheckAsync(Request, cancellationToken: Token);
        await reached.Task;
        await gateway.MoveAsync(after);
        await gateway.Client.CheckAsync(Request, cancellationToken: Token);
        release.SetResult();
        await old;

        Assert.Equal((1, 1), (before.Calls, after.Calls));
    }

    [Fact]
    public async Task Stream_UntilItsEnd_CountsAsUnderWay()
    {
        var release = new TaskCompletionSource();
        await using ServiceInstance instance = await ServiceInstance.StartAsync();
        await using ClusterFixture gateway = await ClusterFixture.StartAsync(instance);
        instance.OnCall = _ => release.Task;
        DestinationState destination = gateway.Cluster.Destinations.Values.Single();

        using AsyncServerStreamingCall<HealthCheckResponse> stream = gateway.Client.Watch(Request, cancellationToken: Token);
        Assert.True(await stream.ResponseStream.MoveNext(Token));
        Assert.Equal(1, gateway.Counters.Count(destination));
        release.SetResult();

        Assert.False(await stream.ResponseStream.MoveNext(Token));
        Assert.Equal(0, gateway.Counters.Count(destination));
    }

    [Fact]
    public async Task Stream_WhenAnInstanceIsGone_IsBegunAtTheOther()
    {
        ServiceInstance gone = await ServiceInstance.StartAsync();
        await using ServiceInstance alive = await ServiceInstance.StartAsync();
        await using ClusterFixture gateway = await ClusterFixture.StartAsync(gone, alive);
        await gone.DisposeAsync();

        for (int i = 0; i < 4; i++)
        {
            using AsyncServerStreamingCall<HealthCheckResponse> stream = gateway.Client.Watch(Request, cancellationToken: Token);
            Assert.True(await stream.ResponseStream.MoveNext(Token));
            Assert.False(await stream.ResponseStream.MoveNext(Token));
        }

        Assert.Equal(4, alive.Calls);
        Assert.All(gateway.Cluster.Destinations.Values, destination => Assert.Equal(0, gateway.Counters.Count(destination)));
    }

    [Fact]
    public async Task Call_WhenTheOnlyHealthyInstanceGoes_TriesOneThatWasAwayBefore()
    {
        await using ServiceInstance back = await ServiceInstance.StartAsync();
        ServiceInstance gone = await ServiceInstance.StartAsync();
        await using ClusterFixture gateway = await ClusterFixture.StartAsync(back, gone);
        gateway.SetUnhealthy(back);
        await gateway.Client.CheckAsync(Request, cancellationToken: Token);
        Assert.Equal((0, 1), (back.Calls, gone.Calls));
        await gone.DisposeAsync();

        await gateway.Client.CheckAsync(Request, cancellationToken: Token);

        Assert.Equal(1, back.Calls);
    }
}
