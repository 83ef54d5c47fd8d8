using System.Diagnostics;

namespace Scim.Bench;

/// <summary>A rate and latencies in milliseconds.</summary>
internal sealed record Measurement(double PerSecond, double Median, double P99)
{
    /// <summary>Runs the operation by so many clients, each one call after the other, for a while after three seconds of warming up.</summary>
    public static async Task<Measurement> RunAsync(Func<int, Task> operation, int clients, TimeSpan duration)
    {
        await CollectAsync(operation, clients, TimeSpan.FromSeconds(3));
        long start = Stopwatch.GetTimestamp();
        double[] times = await CollectAsync(operation, clients, duration);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Array.Sort(times);
        return new Measurement(times.Length / seconds, times[times.Length / 2], times[(int)(times.Length * 0.99)]);
    }

    /// <summary>Runs the operation and measures nothing.</summary>
    public static Task WarmUpAsync(Func<int, Task> operation, int clients, TimeSpan duration) => CollectAsync(operation, clients, duration);

    private static async Task<double[]> CollectAsync(Func<int, Task> operation, int clients, TimeSpan duration)
    {
        long end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        List<double>[] found = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var times = new List<double>();
            while (Stopwatch.GetTimestamp() < end)
            {
                long before = Stopwatch.GetTimestamp();
                await operation(client);
                times.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
            }

            return times;
        })));
        return [.. found.SelectMany(times => times)];
    }
}
