using System.Diagnostics.Metrics;

namespace Scim.Storage.Resources;

/// <summary>What stores count.</summary>
internal static class StoreMetrics
{
    private static readonly Meter Meter = new("Scim.Storage");

    private static readonly Counter<long> QuotaRefusals = Meter.CreateCounter<long>(
        "scim.quota.refused", "{resource}", "Resources that were not created because the tenant has as many as it may");

    private static readonly Histogram<double> FeedLag = Meter.CreateHistogram<double>(
        "scim.feed.lag", "s", "How long after a change a follower of the feed is told");

    public static void Refused(string resourceType) => QuotaRefusals.Add(1, new KeyValuePair<string, object?>("resource_type", resourceType));

    /// <summary>A follower of a feed is told of a change.</summary>
    public static void Told(string feed, TimeSpan lag) => FeedLag.Record(Math.Max(0, lag.TotalSeconds), new KeyValuePair<string, object?>("feed", feed));
}
