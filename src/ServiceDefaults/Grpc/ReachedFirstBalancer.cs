using System.Collections.Concurrent;
using Grpc.Net.Client.Balancer;
using Microsoft.Extensions.Logging;

namespace Scim.ServiceDefaults.Grpc;

/// <summary>
/// Calls take turns over the instances that are connected, and pass by for two seconds one that a call could not reach. A
/// call that is sent again so goes elsewhere, where turns alone may give the same instance to each of its attempts. When
/// no other instance is left, the one is asked that failed the longest ago.
/// </summary>
internal sealed class ReachedFirstBalancer(IChannelControlHelper controller, ILoggerFactory logs, TimeProvider time)
    : SubchannelsLoadBalancer(controller, logs)
{
    /// <summary>The name of the policy in a channel's configuration.</summary>
    public const string Policy = "reached_first";

    /// <summary>How long an instance that could not be reached is passed by.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time = time;
    private readonly ConcurrentDictionary<Subchannel, long> _failures = [];

    /// <inheritdoc/>
    protected override SubchannelPicker CreatePicker(IReadOnlyList<Subchannel> readySubchannels)
    {
        foreach (KeyValuePair<Subchannel, long> failure in _failures)
        {
            if (_time.GetElapsedTime(failure.Value) >= Pause) _failures.TryRemove(failure);
        }

        return new Picker(this, [.. readySubchannels]);
    }

    // How much longer an instance is passed by.
    private TimeSpan PauseOf(Subchannel subchannel)
    {
        if (_failures.IsEmpty || !_failures.TryGetValue(subchannel, out long at)) return TimeSpan.Zero;
        TimeSpan left = Pause - _time.GetElapsedTime(at);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Makes the balancers of a channel.</summary>
    internal sealed class Factory : LoadBalancerFactory
    {
        /// <inheritdoc/>
        public override string Name => Policy;

        /// <inheritdoc/>
        public override LoadBalancer Create(LoadBalancerOptions options) =>
            new ReachedFirstBalancer(options.Controller, options.LoggerFactory, TimeProvider.System);
    }

    private sealed class Picker(ReachedFirstBalancer balancer, Subchannel[] ready) : SubchannelPicker
    {
        private readonly Tracker[] _trackers = [.. ready.Select(subchannel => new Tracker(balancer, subchannel))];
        private uint _turn = (uint)Random.Shared.Next();

        public override PickResult Pick(PickContext context)
        {
            uint first = Interlocked.Increment(ref _turn);
            uint chosen = 0;
            TimeSpan shortest = TimeSpan.MaxValue;
            for (uint i = 0; i < ready.Length && shortest > TimeSpan.Zero; i++)
            {
                uint candidate = (first + i) % (uint)ready.Length;
                TimeSpan pause = balancer.PauseOf(ready[candidate]);
                if (pause < shortest) (chosen, shortest) = (candidate, pause);
            }

            return PickResult.ForSubchannel(ready[chosen], _trackers[chosen]);
        }
    }

    private sealed class Tracker(ReachedFirstBalancer balancer, Subchannel subchannel) : ISubchannelCallTracker
    {
        public void Start()
        {
        }

        public void Complete(CompletionContext context)
        {
            bool isUnreached = context.Error is HttpRequestException or IOException or OperationCanceledException { InnerException: TimeoutException };
            if (isUnreached) balancer._failures[subchannel] = balancer._time.GetTimestamp();
        }
    }
}
