using System.Diagnostics;

namespace Scim.Groups.Bench;

/// <summary>A rate and latencies in milliseconds.</summary>
internal sealed record Measurement(double PerSecond, double Median, double P99)
{
    /// <summary>Runs the operation by so many clients, each one call after the other, for a while.</summary>
    public static async Task<Measurement> RunAsync(Func<Task> operation, int clients, TimeSpan duration)
    {
        long start = Stopwatch.GetTimestamp();
        long end = start + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        List<double>[] found = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            var times = new List<double>();
            while (Stopwatch.GetTimestamp() < end)
            {
                long before = Stopwatch.GetTimestamp();
                await operation();
                times.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
            }

            return times;
        })));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double[] all = [.. found.SelectMany(times => times).Order()];
        return new Measurement(all.Length / seconds, all[all.Length / 2], all[(int)(all.Length * 0.99)]);
    }

    /// <summary>The one of the middle by its rate: others share the machine.</summary>
    public static Measurement Middle(IEnumerable<Measurement> rounds)
    {
        Measurement[] ordered = [.. rounds.OrderBy(round => round.PerSecond)];
        return ordered[ordered.Length / 2];
    }
}
