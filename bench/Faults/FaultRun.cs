using System.Globalization;
using Scim.Tests.Shared.Campaigns;
using Scim.Tests.Shared.Processes;

namespace Scim.Faults.Bench;

/// <summary>A campaign against each kind of process, each on a new system of two gateways and two instances of each service, and the table of what clients saw.</summary>
internal static class FaultRun
{
    private const int Shown = 5;

    public static async Task<int> MainAsync(string[] args)
    {
        if (FaultOptions.Parse(args) is not { } options)
        {
            Console.Error.WriteLine(FaultOptions.Usage);
            return 2;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            stop.Cancel();
        };
        Console.WriteLine("| killed | rounds | requests | 503 | broken connections | other failures | recovery p50 | recovery max | longest request | acknowledged | lost |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        bool good = true;
        foreach (string kind in options.Kinds)
        {
            await using ProcessSystem system = await ProcessSystem.StartAsync(new SystemShape { Gateways = 2 }, stop.Token);
            CampaignResult result = await new Campaign(system, TimeProvider.System).RunAsync(kind, options.Rounds, options.Writers, options.Freeze, stop.Token);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {result.Kind} | {result.Rounds} | {result.Requests:N0} | {result.Refused:N0} | {result.Broken:N0} | {result.Wrong.Count} | {result.Recovery(0.5).TotalSeconds:N2} s | {result.Recovery(1).TotalSeconds:N2} s | {result.Longest.TotalSeconds:N2} s | {result.Acknowledged:N0} | {result.Lost.Count} |"));
            foreach (string what in result.Wrong.Concat(result.Lost).Take(Shown)) Console.Error.WriteLine(what);
            good &= result.Wrong.Count == 0 && result.Lost.Count == 0;
        }

        return good ? 0 : 1;
    }
}
