using System.Globalization;
using Scim.Bench;

namespace Scim.Gateway.Bench;

/// <summary>
/// SCIM requests a second over HTTP through gateway and services, at several numbers of users, each beside the bare
/// operation of MongoDB.Driver on the same database in the same run. Database, services and client share the machine.
/// </summary>
internal static class BenchRun
{
    private const string Usage = "usage: bench [--users 1000,100000] [--clients 8] [--seconds 5] [--mongo CONNECTION_STRING]\n       bench walk [--users 1000000] [--count 100] [--mongo CONNECTION_STRING]";

    // The runtime compiles what is called often again, in the background, and shares the machine with the load.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    public static async Task<int> MainAsync(string[] args)
    {
        if (args is ["walk", .. var rest]) return await WalkRun.MainAsync(rest);
        int[] sizes = [1_000, 100_000];
        (int clients, double seconds, string? mongo) = (8, 5, null);
        for (int i = 0; i + 1 < args.Length; i += 2)
        {
            if (args[i] == "--users") sizes = [.. args[i + 1].Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture))];
            else if (args[i] == "--clients") clients = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
            else if (args[i] == "--seconds") seconds = double.Parse(args[i + 1], CultureInfo.InvariantCulture);
            else if (args[i] == "--mongo") mongo = args[i + 1];
            else return await FailAsync();
        }

        if (args.Length % 2 != 0) return await FailAsync();
        Console.WriteLine("| users | operation | a second | p50 ms | p99 ms | bare driver, a second | p50 ms | ratio | two bare hops, a second | ratio |");
        Console.WriteLine("|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (int size in sizes) await RunAsync(size, clients, TimeSpan.FromSeconds(seconds), mongo);
        return 0;
    }

    private static async Task<int> FailAsync()
    {
        await Console.Error.WriteLineAsync(Usage);
        return 2;
    }

    private static async Task RunAsync(int size, int clients, TimeSpan duration, string? mongo)
    {
        await using BenchSystem system = await BenchSystem.StartAsync(size, mongo);
        (ScimOperations scim, BareOperations bare) = (system.Scim, system.Bare);
        await using BareHops hops = await BareHops.StartAsync(bare.All);
        foreach ((_, Func<Task> request) in scim.All) await Measurement.WarmUpAsync(_ => request(), clients, WarmUp);
        foreach (Func<Task> hop in hops.All(bare.All.Count)) await Measurement.WarmUpAsync(_ => hop(), clients, WarmUp);
        foreach (((string name, Func<Task> request), Func<Task<byte[]>> operation, Func<Task> hop) in scim.All.Zip(bare.All, hops.All(bare.All.Count)))
        {
            Measurement through = await Measurement.RunAsync(_ => request(), clients, duration);
            Measurement beside = await Measurement.RunAsync(_ => operation(), clients, duration);
            Measurement empty = await Measurement.RunAsync(_ => hop(), clients, duration);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {size:N0} | {name} | {through.PerSecond:N0} | {through.Median:N2} | {through.P99:N2} | {beside.PerSecond:N0} | {beside.Median:N2} | {through.PerSecond / beside.PerSecond:N2} | {empty.PerSecond:N0} | {through.PerSecond / empty.PerSecond:N2} |"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {size:N0} | ready in {system.Process.StartUp.TotalSeconds:N1} s; memory of gateway and services {system.Process.Memory} MiB | | | | | | | | |"));
    }
}
