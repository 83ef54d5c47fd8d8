using Scim.Tests.Shared.Processes;

namespace Scim.Tests.Shared.Campaigns;

/// <summary>Kills processes of one kind, round after round, under writers, and reads afterwards what was acknowledged.</summary>
internal sealed class Campaign(ProcessSystem system, TimeProvider time)
{
    public const string Database = "database";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    /// <summary>What can be killed.</summary>
    public static readonly string[] Kinds = ["gateway", "users", "groups", "tokens", Database];

    /// <summary>Runs the rounds: SIGKILL (or SIGSTOP) of the instances in turn, and their return when every client has been served meanwhile.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="rounds">How often.</param>
    /// <param name="writers">How many clients.</param>
    /// <param name="freeze">Whether they are frozen and not killed.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<CampaignResult> RunAsync(string kind, int rounds, int writers, bool freeze, CancellationToken cancel)
    {
        var counts = new CampaignCounts();
        CampaignWriter[] clients = [.. Enumerable.Range(0, writers).Select(number => new CampaignWriter(system, number, counts, time))];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task[] running = [.. clients.Select(client => Task.Run(() => client.RunAsync(stop.Token), CancellationToken.None))];
        var recoveries = new List<TimeSpan>();
        HostProcess[] processes = Processes(kind);
        for (int round = 0; round < rounds; round++)
        {
            await UntilServedAsync(clients, time.GetTimestamp(), cancel);
            HostProcess victim = processes[round % processes.Length];
            long killed = time.GetTimestamp();
            if (freeze) await victim.FreezeAsync();
            else await victim.KillAsync();
            if (kind != Database) await UntilServedAsync(clients, killed, cancel);
            if (kind != Database) recoveries.Add(time.GetElapsedTime(killed));
            if (freeze) await victim.ThawAsync();
            else await victim.StartAsync(cancel);
            await victim.UntilReadyAsync(cancel);
            await UntilServedAsync(clients, killed, cancel);
            if (kind == Database) recoveries.Add(time.GetElapsedTime(killed));
        }

        await stop.CancelAsync();
        await Task.WhenAll(running);
        int acknowledged = clients.Sum(client => client.Acknowledged.Count);
        List<string>[] lost = await Task.WhenAll(clients.Select(client => client.FindLostAsync()));
        foreach (CampaignWriter client in clients) client.Dispose();
        return new CampaignResult(
            freeze ? kind + ", frozen" : kind, rounds, counts.Requests, counts.Refused, counts.Broken, counts.Wrong, recoveries, counts.Longest, acknowledged, [.. lost.SelectMany(item => item)]);
    }

    private HostProcess[] Processes(string kind) => kind switch
    {
        "gateway" => system.Gateways,
        "users" => system.Users,
        "groups" => system.Groups,
        "tokens" => system.Tokens,
        Database => [system.Database],
        _ => throw new ArgumentException($"{kind} is none of {string.Join(", ", Kinds)}.", nameof(kind)),
    };

    private static async Task UntilServedAsync(CampaignWriter[] clients, long since, CancellationToken cancel)
    {
        while (clients.Any(client => client.LastServed <= since)) await Task.Delay(Look, cancel);
    }
}
