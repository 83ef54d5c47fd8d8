using System.Diagnostics.Metrics;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Scim.Gateway.Authentication;
using Scim.Gateway.Limits;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;

namespace Scim.Gateway.Tests.Limits;

public sealed class TrafficGateTests
{
    private static readonly TrafficLimits Few = new() { RequestsPerSecond = 1, Burst = 3, Queue = 0, ConcurrentRequests = 1, ChecksPerSecond = 1, CheckBurst = 2 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Count_BeyondAConnectionsBurst_Is429WithRetryAfterForThatConnectionOnly()
    {
        using TrafficGate gate = Gate(Few);
        for (int i = 0; i < Few.Burst; i++) await gate.CountAsync(Caller("t", "a"), 1, Token);

        var refused = await Assert.ThrowsAsync<ScimException>(async () => await gate.CountAsync(Caller("t", "a"), 1, Token));
        await gate.CountAsync(Caller("t", "b"), 1, Token);

        Assert.Equal(429, refused.Status);
        Assert.True(refused.RetryAfter > TimeSpan.Zero);
    }

    [Fact]
    public async Task Count_OfABulk_IsOfItsOperations()
    {
        using TrafficGate gate = Gate(Few);
        await gate.CountAsync(Caller("t", "a"), Few.Burst, Token);

        await Assert.ThrowsAsync<ScimException>(async () => await gate.CountAsync(Caller("t", "a"), 1, Token));
    }

    [Fact]
    public async Task Count_OfAConnectionWithALimitOfItsOwn_GoesByThat()
    {
        using TrafficGate gate = Gate(Few);
        ScimCaller generous = Caller("t", "a") with { RequestsPerSecond = 100 };

        for (int i = 0; i < 150; i++) await gate.CountAsync(generous, 1, Token);
    }

    [Fact]
    public async Task Enter_WhileTheTenantsRequestsAreUnderWay_WaitsForOneToEnd()
    {
        using TrafficGate gate = Gate(Few with { Burst = 100 });
        RateLimitLease first = await gate.EnterAsync(Caller("t", "a"), Token);
        Task<RateLimitLease> second = gate.EnterAsync(Caller("t", "b"), Token).AsTask();
        using RateLimitLease other = await gate.EnterAsync(Caller("u", "a"), Token);

        var refused = await Assert.ThrowsAsync<ScimException>(async () => await gate.EnterAsync(Caller("t", "c"), Token));
        bool waited = !second.IsCompleted;
        first.Dispose();
        using RateLimitLease turn = await second;

        Assert.Equal((429, true), (refused.Status, waited));
    }

    [Fact]
    public async Task Enter_OfATenantWithABoundOfItsOwn_GoesByThat()
    {
        using TrafficGate gate = Gate(Few with { Burst = 100 });
        ScimCaller generous = Caller("t", "a") with { ConcurrentRequests = 3 };
        var turns = new List<RateLimitLease>();

        for (int i = 0; i < 3; i++) turns.Add(await gate.EnterAsync(generous, Token));

        turns.ForEach(turn => turn.Dispose());
    }

    [Fact]
    public async Task Count_OfAConnectionWithAQueueOfItsOwn_Waits()
    {
        using TrafficGate gate = Gate(Few);
        ScimCaller patient = Caller("t", "a") with { RequestsPerSecond = 100, Queue = 10 };

        for (int i = 0; i < 210; i++) await gate.CountAsync(patient, 1, Token);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8::1", "2001:db8::2:3", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    public void RequireCheck_FromOneNetwork_IsBounded(string first, string second, bool together)
    {
        using TrafficGate gate = Gate(Few);
        for (int i = 0; i < Few.CheckBurst; i++) gate.RequireCheck(IPAddress.Parse(first));

        ScimException? refused = Record.Exception(() => gate.RequireCheck(IPAddress.Parse(second))) as ScimException;

        Assert.Equal(together ? 429 : null, refused?.Status);
    }

    private static ScimCaller Caller(string tenant, string connection) =>
        new(new CallerAssertion { TenantId = tenant, ConnectionId = connection }, ClientProfile.Entra);

    private static TrafficGate Gate(TrafficLimits limits)
    {
        IMeterFactory meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        return new TrafficGate(Options.Create(limits), new TrafficMetrics(meters), new QueueMetrics(meters));
    }
}
