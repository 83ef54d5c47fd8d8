using System.Diagnostics;
using System.Globalization;
using MongoDB.Driver;
using Scim.Bench;

namespace Scim.EmbeddedMongo.Bench;

/// <summary>
/// Operations a second of the server in a process of its own, through MongoDB.Driver, at several sizes of one collection,
/// beside ping, which is what the driver gets from a server that answers a constant.
/// </summary>
internal static class BenchRun
{
    private const string Usage = "usage: bench [--documents 10000,1000000] [--seconds 5] [--data DIR]";

    public static async Task<int> MainAsync(string[] args)
    {
        long[] sizes = [10_000, 1_000_000];
        double seconds = 5;
        string data = Directory.CreateTempSubdirectory("embedded-mongo-bench-").FullName;
        for (int i = 0; i + 1 < args.Length; i += 2)
        {
            if (args[i] == "--documents") sizes = [.. args[i + 1].Split(',').Select(size => long.Parse(size, CultureInfo.InvariantCulture))];
            else if (args[i] == "--seconds") seconds = double.Parse(args[i + 1], CultureInfo.InvariantCulture);
            else if (args[i] == "--data") data = args[i + 1];
            else return Fail();
        }

        if (args.Length % 2 != 0) return Fail();
        Console.WriteLine("| documents | operation | clients | a second | p50 ms | p99 ms |");
        Console.WriteLine("|---:|---|---:|---:|---:|---:|");
        foreach (long size in sizes) await RunAsync(Path.Combine(data, size.ToString(CultureInfo.InvariantCulture)), size, TimeSpan.FromSeconds(seconds));
        return 0;
    }

    /// <summary>MiB of its own; pages of the database file that it maps are the system's cache, and count once for every connection.</summary>
    private static async Task<long> MemoryAsync(Process server)
    {
        string status = await File.ReadAllTextAsync($"/proc/{server.Id}/status");
        string anonymous = status.Split('\n').First(line => line.StartsWith("RssAnon", StringComparison.Ordinal));
        return long.Parse(anonymous.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) >> 10;
    }

    private static int Fail()
    {
        Console.Error.WriteLine(Usage);
        return 2;
    }

    private static async Task RunAsync(string folder, long size, TimeSpan duration)
    {
        using Process server = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Scim.EmbeddedMongo.dll"), "--data", folder, "--port", "0" },
            RedirectStandardOutput = true,
        })!;
        try
        {
            string line = await server.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server did not start.");
            using var client = new MongoClient(line[line.IndexOf("mongodb", StringComparison.Ordinal)..]);
            var operations = new Operations(client.GetDatabase("bench"), size);
            await operations.LoadAsync();
            foreach ((string name, Func<int, Task> operation) in operations.All)
            {
                foreach (int clients in (int[])[1, 16])
                {
                    Measurement found = await Measurement.RunAsync(operation, clients, duration);
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {size:N0} | {name} | {clients} | {found.PerSecond:N0} | {found.Median:N2} | {found.P99:N2} |"));
                }
            }

            long memory = await MemoryAsync(server);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {size:N0} | server's memory {memory} MiB, file {new FileInfo(Path.Combine(folder, "data.db")).Length >> 20} MiB | | | | |"));
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }
}
