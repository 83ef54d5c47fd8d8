using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Scim.EmbeddedMongo;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.Tests.Shared;
using Scim.Tests.Shared.Fuzzing;

namespace Scim.Fuzz.Bench;

/// <summary>Very many hostile inputs in rounds, each of all kinds; after each round what was sent, how it was answered, and what memory is left.</summary>
internal static class FuzzRun
{
    private const int Rounds = 100;

    // Nothing is to be refused for coming too fast.
    private static readonly Dictionary<string, string?> Unlimited = new()
    {
        ["Gateway:Traffic:RequestsPerSecond"] = "100000",
        ["Gateway:Traffic:Burst"] = "100000",
        ["Gateway:Traffic:ChecksPerSecond"] = "100000",
        ["Gateway:Traffic:CheckBurst"] = "100000",
    };

    public static async Task<int> MainAsync(string[] args)
    {
        if (FuzzOptions.Parse(args) is not { } options)
        {
            Console.Error.WriteLine(FuzzOptions.Usage);
            return 2;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            stop.Cancel();
        };
        await using InProcessSystem system = await InProcessSystem.StartAsync(stop.Token, Unlimited);
        string token = await system.NewTenantAsync("fuzz", new Connection { DisplayName = "Fuzz", ClientProfile = ClientProfile.Entra }, stop.Token);
        FuzzTally http = new("http"), wire = new("wire"), protocol = new("protocol");
        var overHttp = new HttpFuzzer(new Uri(system.Address), token, http);
        if (options.Replay is { } seed)
        {
            Console.WriteLine(await overHttp.ReplayAsync(seed, stop.Token));
            return 0;
        }

        using ILoggerFactory logging = LoggerFactory.Create(log => log.AddConsole().SetMinimumLevel(LogLevel.Error));
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fuzz-");
        await using EmbeddedMongoServer database = await EmbeddedMongoServer.StartAsync(new EmbeddedMongoOptions { DataFolder = folder.FullName, Port = 0, TransactionLifetime = TimeSpan.FromSeconds(1), Logging = logging }, stop.Token);
        var kinds = new[]
        {
            (Tally: http, Share: options.Http, Run: (Func<long, long, Task>)((first, count) => overHttp.RunAsync(first, count, options.Clients, stop.Token))),
            (Tally: wire, Share: options.Wire, Run: (first, count) => new WireFuzzer(database.EndPoint, wire).RunAsync(first, count, options.Clients, stop.Token)),
            (Tally: protocol, Share: 100 - options.Http - options.Wire, Run: (first, count) => new ProtocolFuzzer(protocol).RunAsync(first, count, options.Clients, stop.Token)),
        };
        await RunAsync(options, kinds, stop.Token);
        int failed = http.Failed + wire.Failed + protocol.Failed;
        foreach (FuzzFailure failure in kinds.SelectMany(kind => kind.Tally.Failures)) Console.WriteLine(failure);
        return failed == 0 ? 0 : 1;
    }

    private static async Task RunAsync(FuzzOptions options, (FuzzTally Tally, int Share, Func<long, long, Task> Run)[] kinds, CancellationToken stop)
    {
        Console.WriteLine("| inputs | seconds | http | wire | protocol | failures | managed MiB | committed MiB | anonymous MiB | of files MiB |\n|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        long start = Stopwatch.GetTimestamp(), first = options.First, total = 0;
        for (int round = 0; round < Rounds && !stop.IsCancellationRequested; round++)
        {
            long each = options.Requests / Rounds;
            foreach ((FuzzTally _, int share, Func<long, long, Task> run) in kinds)
            {
                long count = each * share / 100;
                try
                {
                    await run(first, count);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    break;
                }

                first += count;
            }

            total = kinds.Sum(kind => kind.Tally.Sent);
            long managed = GC.GetTotalMemory(forceFullCollection: true) >> 20;
            long committed = GC.GetGCMemoryInfo().TotalCommittedBytes >> 20;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {total:N0} | {Stopwatch.GetElapsedTime(start).TotalSeconds:N0} | {string.Join(" | ", kinds.Select(kind => kind.Tally.Sent.ToString("N0", CultureInfo.InvariantCulture)))} | {kinds.Sum(kind => kind.Tally.Failed)} | {managed} | {committed} | {Resident("RssAnon:")} | {Resident("RssFile:")} |"));
        }

        foreach ((FuzzTally tally, int _, Func<long, long, Task> _) in kinds)
        {
            Console.WriteLine($"{tally.Kind}: {string.Join(", ", tally.Answers.Select(answer => string.Create(CultureInfo.InvariantCulture, $"{answer.Key} {answer.Value:N0}")))}");
        }
    }

    // MiB of a line of the kernel's account of this process: "RssAnon:	  123456 kB".
    private static long Resident(string name) =>
        File.Exists("/proc/self/status") && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? long.Parse(line.AsSpan(name.Length, line.Length - name.Length - "kB".Length), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) >> 10
            : 0;
}
