using System.Globalization;

namespace Scim.Gateway.Bench;

/// <summary>
/// What Entra's Account Discovery does: every user of a tenant is listed page by page, by startIndex and by cursor, alone and
/// while users are created and deleted. Each user that is there throughout has to come once, in the same order.
/// </summary>
internal static class WalkRun
{
    private const string Usage = "usage: bench walk [--users 1000000] [--count 100] [--mongo CONNECTION_STRING]";

    private static readonly (string Name, bool ByCursor, bool Changing)[] Walks =
    [
        ("by cursor", true, false), ("by startIndex", false, false), ("by cursor, users change", true, true), ("by startIndex, users change", false, true),
    ];

    public static async Task<int> MainAsync(string[] args)
    {
        (int users, int count, string? mongo) = (1_000_000, 100, null);
        for (int i = 0; i + 1 < args.Length; i += 2)
        {
            if (args[i] == "--users") users = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
            else if (args[i] == "--count") count = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
            else if (args[i] == "--mongo") mongo = args[i + 1];
            else return await FailAsync();
        }

        if (args.Length % 2 != 0) return await FailAsync();
        await using BenchSystem system = await BenchSystem.StartAsync(users, mongo);
        var directory = new ChangingDirectory(system.Scim, users);
        Console.WriteLine("| users | walk | seconds | users a second | first tenth, s | last tenth, s | changes meanwhile | missing | twice | out of order | totalResults wrong |");
        Console.WriteLine("|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        bool right = true;
        foreach ((string name, bool byCursor, bool changing) in Walks)
        {
            var walk = new Walk(system.Scim, directory, count, byCursor);
            using var end = new CancellationTokenSource();
            Task changes = changing ? directory.ChangeAsync(end.Token) : Task.CompletedTask;
            await walk.RunAsync();
            await end.CancelAsync();
            await changes;
            Console.WriteLine($"| {users.ToString("N0", CultureInfo.InvariantCulture)} | {name} | {walk.Result(out bool ok)} |");
            right &= ok;
        }

        return right ? 0 : 1;
    }

    private static async Task<int> FailAsync()
    {
        await Console.Error.WriteLineAsync(Usage);
        return 2;
    }
}
