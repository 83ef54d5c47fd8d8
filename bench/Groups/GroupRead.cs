using System.Diagnostics;

namespace Scim.Groups.Bench;

/// <summary>Reads a group with its members as a stream, and watches the memory of the processes meanwhile.</summary>
internal sealed class GroupRead(BenchSystem system, string group)
{
    private const int Piece = 64 * 1024;
    private const int SlowPiece = 8 * 1024;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    private const long Megabyte = 1024 * 1024;

    public async Task RunAsync(Report report, int members)
    {
        (long services, long database) = system.Memory();
        (long mostServices, long mostDatabase) = (services, database);
        long start = Stopwatch.GetTimestamp();
        TimeSpan first = default;
        long next = 0;
        long bytes = await ReadAsync(read =>
        {
            if (first == default) first = Stopwatch.GetElapsedTime(start);
            if (read < next) return Task.CompletedTask;
            next = read + Megabyte;
            (long nowServices, long nowDatabase) = system.Memory();
            (mostServices, mostDatabase) = (Math.Max(mostServices, nowServices), Math.Max(mostDatabase, nowDatabase));
            return Task.CompletedTask;
        });
        string what = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"read of {members:N0} members");
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        report.Say($"{what}, first bytes", first.TotalMilliseconds, "ms");
        report.Say($"{what}, all of {bytes / Megabyte} MiB", seconds, "s");
        report.Say($"{what}, memory of gateway and services", (double)(mostServices - services) / Megabyte, $"MiB more than {services / Megabyte}");
        report.Say($"{what}, memory of the database", (double)(mostDatabase - database) / Megabyte, $"MiB more than {database / Megabyte}");
    }

    /// <summary>What others get while some clients read slowly: 8 KiB every tenth of a second, once the buffers between are full.</summary>
    public async Task RunSlowlyAsync(Report report, int clients, Func<Task<Measurement>> others)
    {
        Measurement without = await others();
        (long services, long database) = system.Memory();
        using var stop = new CancellationTokenSource();
        Task[] slow = [.. Enumerable.Range(0, clients).Select(_ => ReadSlowlyAsync(stop.Token))];
        await Task.Delay(Settling);
        Measurement with = await others();
        (long mostServices, long mostDatabase) = system.Memory();
        await stop.CancelAsync();
        await Task.WhenAll(slow);
        report.Say($"one member added beside {clients} slow readers", with.PerSecond, $"a second, {without.PerSecond:N1} without");
        report.Say($"{clients} slow readers, memory of gateway and services", (double)(mostServices - services) / Megabyte, $"MiB more than {services / Megabyte}");
        report.Say($"{clients} slow readers, memory of the database", (double)(mostDatabase - database) / Megabyte, $"MiB more than {database / Megabyte}");
    }

    private async Task ReadSlowlyAsync(CancellationToken stop)
    {
        try
        {
            await ReadAsync(_ => Task.Delay(100, stop), SlowPiece);
        }
        catch (OperationCanceledException)
        {
            // It has been slow for long enough.
        }
    }

    private async Task<long> ReadAsync(Func<long, Task> progress, int size = Piece)
    {
        using HttpResponseMessage response = await system.Client.GetAsync(
            new Uri($"{system.Client.BaseAddress}Groups/{group}"), HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await using Stream stream = await response.Content.ReadAsStreamAsync();
        byte[] piece = new byte[size];
        long read = 0;
        for (int count; (count = await stream.ReadAsync(piece)) > 0;)
        {
            read += count;
            await progress(read);
        }

        return read;
    }
}
