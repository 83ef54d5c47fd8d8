using System.Text;
using Scim.Provisioning.Commands;

namespace Scim.Provisioning.Load;

/// <summary>A load test's result for people.</summary>
internal static class LoadText
{
    private const int BarWidth = 40;

    public static string Of(LoadResult result)
    {
        var text = new StringBuilder();
        double seconds = Math.Max(result.Elapsed.TotalSeconds, 0.001);
        text.AppendLine($"{result.All.Count} requests in {DurationText.Format(result.Elapsed)} ({result.All.Count / seconds:0.0}/s), "
            + $"{result.ErrorCount} errors, {result.Late} not sent because too many were under way");
        text.AppendLine($"{"",-8} {"count",8} {"p50",10} {"p90",10} {"p99",10} {"p99.9",10} {"max",10}");
        foreach ((LoadRequestKind kind, LatencyHistogram latencies) in result.Kinds) text.AppendLine(Row(kind.ToString().ToLowerInvariant(), latencies));
        text.AppendLine(Row("all", result.All));
        long most = result.All.Octaves().Select(octave => octave.Count).DefaultIfEmpty(1).Max();
        foreach ((TimeSpan upper, long count) in result.All.Octaves())
        {
            string bar = new('#', (int)Math.Ceiling((double)BarWidth * count / most));
            text.AppendLine($"  < {Milliseconds(upper),10} {count,8} {bar}");
        }

        foreach ((string error, int count) in result.Errors) text.AppendLine($"  {count} x {error}");
        return text.ToString();
    }

    private static string Row(string name, LatencyHistogram latencies) =>
        $"{name,-8} {latencies.Count,8} {Milliseconds(latencies.Percentile(0.5)),10} {Milliseconds(latencies.Percentile(0.9)),10} "
        + $"{Milliseconds(latencies.Percentile(0.99)),10} {Milliseconds(latencies.Percentile(0.999)),10} {Milliseconds(latencies.Max),10}";

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds < 1 ? $"{time.TotalMicroseconds:0} µs" : $"{time.TotalMilliseconds:0.0} ms";
}
