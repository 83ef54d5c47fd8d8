using System.Globalization;
using System.Runtime.CompilerServices;
using Scim.Gateway.Bulk;
using Scim.Gateway.Endpoints;
using Scim.Gateway.Limits;
using Scim.Storage.Resources;

namespace Scim.Gateway.Tests.Limits;

/// <summary>The table of limits in docs/operations.md says what the defaults are.</summary>
public sealed class DocumentedLimitTests
{
    private static readonly TrafficLimits Traffic = new();
    private static readonly RequestLimits Requests = new();
    private static readonly BulkLimits Bulk = new();
    private static readonly StorageOptions Storage = new();

    public static TheoryData<string, string> Rows() => new()
    {
        { "requests a second of a connection", $"{N(Traffic.RequestsPerSecond)}, {N(Traffic.Burst)} at once, {N(Traffic.Queue)} wait" },
        { "requests of a tenant at the same time", $"{N(Traffic.ConcurrentRequests)}, as many wait" },
        { "unknown tokens that an address (IPv6: a /64) may try a second", $"{N(Traffic.ChecksPerSecond)}, {N(Traffic.CheckBurst)} at once" },
        { "body", $"{N(Requests.MaxBodyBytes)} bytes" },
        { "bulk", $"{N(Bulk.MaxOperations)} operations, {N(Bulk.MaxPayloadSize)} bytes" },
        { "filter", $"{N(Requests.MaxFilterLength)} characters" },
        { "what a filter may look at", $"{N(Storage.ScanLimit)} resources, {N((long)Storage.ScanTime.TotalSeconds)} s" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row_OfTheTable_SaysTheDefault(string limit, string value) =>
        Assert.Contains($"| {limit} | {value} |", File.ReadAllText(Path.Combine(Folder(), "..", "..", "..", "docs", "operations.md")), StringComparison.Ordinal);

    private static string N(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
