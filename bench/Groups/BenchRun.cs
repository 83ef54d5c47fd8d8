using System.Diagnostics;

namespace Scim.Groups.Bench;

/// <summary>
/// What groups cost at several sizes, over HTTP against the whole system: one member added and removed, by one client and
/// by 50 at the same time; checks, lists and reads.
/// </summary>
internal static class BenchRun
{
    private const int Candidates = 100_000;
    private const int OtherGroups = 200;
    private const int SlowReaders = 20;

    public static async Task<int> MainAsync(string[] args)
    {
        if (BenchOptions.Parse(args) is not { } options)
        {
            Console.Error.WriteLine(BenchOptions.Usage);
            return 2;
        }

        string data = options.Data ?? Directory.CreateTempSubdirectory("groups-bench-").FullName;
        await using BenchSystem system = await BenchSystem.StartAsync(data, options.Mongo);
        var report = new Report();
        var seeding = new Seeding(system);
        await seeding.AddCandidatesAsync(Candidates);
        for (int i = 0; i < OtherGroups; i++) await system.SendAsync(HttpMethod.Post, "Groups", $$"""{"displayName":"Other {{i}}"}""");
        var groups = new List<SizedGroup>();
        foreach (int members in options.Members)
        {
            long start = Stopwatch.GetTimestamp();
            groups.Add(new SizedGroup(system, await seeding.AddGroupAsync(members), members));
            report.Say($"seeding of {members} members", Stopwatch.GetElapsedTime(start).TotalSeconds, "s");
        }

        await new GroupRead(system, groups[0].Id).RunAsync(report, groups[0].Members);
        await MeasureAsync(report, groups, options);
        await ReadAsync(report, system, groups[^1], options);
        await report.WriteAsync(options.Json);
        return 0;
    }

    // Sizes take turns, so that what else the machine does hits all of them alike.
    private static async Task MeasureAsync(Report report, List<SizedGroup> groups, BenchOptions options)
    {
        (string Name, int Clients, Func<SizedGroup, Task> Run)[] operations =
        [
            ("add a member", 1, group => group.AddAsync()),
            ("add a member", 50, group => group.AddAsync()),
            ("add one who is one", 1, group => group.AddAgainAsync()),
            ("add and remove a member", 1, group => group.AddAndRemoveAsync()),
            ("check a member", 1, group => group.CheckAsync()),
            ("read without members", 1, group => group.ReadAsync()),
        ];
        foreach ((string name, int clients, Func<SizedGroup, Task> run) in operations)
        {
            List<Measurement>[] found = [.. groups.Select(_ => new List<Measurement>())];
            foreach (SizedGroup group in groups) await run(group);
            for (int round = 0; round < options.Rounds; round++)
            {
                for (int i = 0; i < groups.Count; i++)
                {
                    found[i].Add(await Measurement.RunAsync(() => run(groups[i]), clients, options.Duration));
                    await groups[i].ResetAsync();
                }
            }

            Measurement[] middle = [.. found.Select(Measurement.Middle)];
            for (int i = 0; i < groups.Count; i++) report.Add(name, groups[i].Members, clients, middle[i]);
            report.Say($"{name} by {clients}, rate at {groups[^1].Members} members", middle[^1].PerSecond / middle[0].PerSecond, $"of that at {groups[0].Members}");
        }
    }

    private static async Task ReadAsync(Report report, BenchSystem system, SizedGroup largest, BenchOptions options)
    {
        Task ListAsync() => system.SendAsync(HttpMethod.Get, "Groups?excludedAttributes=members&count=100");
        report.Add("list 100 groups", 0, 1, await Measurement.RunAsync(ListAsync, 1, options.Duration));
        Task FindAsync() => system.SendAsync(HttpMethod.Get, "Groups?excludedAttributes=members&filter=displayName eq \"Other 7\"");
        report.Add("find a group by its name", 0, 1, await Measurement.RunAsync(FindAsync, 1, options.Duration));

        var read = new GroupRead(system, largest.Id);
        for (int i = 0; i < options.Rounds; i++) await read.RunAsync(report, largest.Members);
        await read.RunSlowlyAsync(report, SlowReaders, () => Measurement.RunAsync(largest.AddAsync, 1, options.Duration));
    }
}
