using System.Globalization;
using System.Text.Json;

namespace Scim.Groups.Bench;

/// <summary>What was measured: a table while it comes in, and a file of JSON at the end.</summary>
internal sealed class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly List<object> _rows = [];
    private bool _begun;

    /// <summary>A rate.</summary>
    public void Add(string operation, int members, int clients, Measurement found)
    {
        if (!_begun) Console.WriteLine("| operation | members | clients | a second | p50 ms | p99 ms |\n|---|---:|---:|---:|---:|---:|");
        _begun = true;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {operation} | {members:N0} | {clients} | {found.PerSecond:N1} | {found.Median:N2} | {found.P99:N2} |"));
        _rows.Add(new { operation, members, clients, found.PerSecond, found.Median, found.P99 });
    }

    /// <summary>A figure of another kind.</summary>
    public void Say(string what, double value, string unit)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {value:N2} {unit}"));
        _rows.Add(new { what, value, unit });
    }

    public Task WriteAsync(string? file) => file is null ? Task.CompletedTask : File.WriteAllTextAsync(file, JsonSerializer.Serialize(_rows, Json));
}
