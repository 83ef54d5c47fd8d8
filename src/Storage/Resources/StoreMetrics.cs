using System.Diagnostics.Metrics;

namespace Scim.Storage.Resources;

/// <summary>What stores count.</summary>
internal static class StoreMetrics
{
    private static readonly Meter Meter = new("Scim.Storage");

    private static readonly Counter<long> QuotaRefusals = Meter.CreateCounter<long>(
        "scim.quota.refused", "{resource}", "Resources that were not created because the tenant has as many as it may");

    public static void Refused(string resourceType) => QuotaRefusals.Add(1, new KeyValuePair<string, object?>("resource_type", resourceType));
}
