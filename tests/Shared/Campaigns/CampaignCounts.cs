using System.Collections.Concurrent;
using System.Net;

namespace Scim.Tests.Shared.Campaigns;

/// <summary>What the writers of a campaign count together.</summary>
internal sealed class CampaignCounts
{
    private long _requests;
    private long _refused;
    private long _broken;
    private long _longest;

    public long Requests => Interlocked.Read(ref _requests);

    public long Refused => Interlocked.Read(ref _refused);

    public long Broken => Interlocked.Read(ref _broken);

    public TimeSpan Longest => TimeSpan.FromTicks(Interlocked.Read(ref _longest));

    public ConcurrentQueue<string> Wrong { get; } = new();

    public void Sent() => Interlocked.Increment(ref _requests);

    public void ConnectionBroke() => Interlocked.Increment(ref _broken);

    public void Answered(HttpStatusCode status, TimeSpan took)
    {
        if (status == HttpStatusCode.ServiceUnavailable) Interlocked.Increment(ref _refused);
        long before;
        while ((before = Interlocked.Read(ref _longest)) < took.Ticks && Interlocked.CompareExchange(ref _longest, took.Ticks, before) != before) { }
    }
}
