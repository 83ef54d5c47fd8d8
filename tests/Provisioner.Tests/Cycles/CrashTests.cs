using System.Diagnostics;
using Scim.Provisioning.Directories;
using Scim.Provisioning.Generation;
using Scim.Provisioning.Logs;
using Scim.Provisioning.Mappings;
using Scim.Provisioning.Scopes;
using Scim.Provisioning.States;
using Scim.Provisioning.Tests.Target;

namespace Scim.Provisioning.Tests.Cycles;

/// <summary>A kill at any moment loses nothing, does nothing twice, and leaves each change in the log once.</summary>
public sealed class CrashTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task RunCycle_KilledAtEveryFewRequests_EndsAsIfItHadNotBeen(int seed)
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Options = fixture.Options with { MemberBatch = 5 };
        var random = new Random(seed);
        SourceDirectory directory = DirectoryGenerator.Generate(60, 8, seed);
        int kills = 0;
        while (await RunUntilKilledAsync(fixture, directory, random)) kills++;

        Assert.InRange(kills, 5, 200);
        AssertComplete(fixture, directory);
    }

    [Fact]
    public async Task RunCycle_KilledDuringChanges_EndsWithTheTargetEqual()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Options = fixture.Options with { MemberBatch = 5, Clearing = WhenNull.Empty };
        var random = new Random(11);
        SourceDirectory directory = DirectoryGenerator.Generate(60, 8, 11);
        for (int cycle = 0; cycle < 5; cycle++)
        {
            // The source changes between a kill and the next run too.
            await RunUntilKilledAsync(fixture, directory, random);
            directory = DirectoryChanges.Apply(directory, 25, 100 + cycle, fixture.Clock.GetUtcNow());
            while (await RunUntilKilledAsync(fixture, directory, random))
            {
            }

            ExpectedContent.AssertEqual(directory, Scope.Of(ScopeMode.All), fixture.Target.Users.All, fixture.Target.Groups.All);
        }
    }

    [Fact]
    public async Task Process_KilledAtRandom_GoesOnWhereItWas()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        SourceDirectory directory = DirectoryGenerator.Generate(80, 8, 5);
        string file = Path.Combine(fixture.Folder, "directory.json");
        await DirectoryWriter.WriteAsync(directory, file, TestContext.Current.CancellationToken);
        int[] killAt = [1, 2, 40, 90, 150];
        foreach (int number in killAt)
        {
            int count = 0;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            fixture.Target.OnRequest = (_, _) =>
            {
                if (Interlocked.Increment(ref count) >= number) reached.TrySetResult();
                return null;
            };
            using Process process = Start(fixture, file);
            await Task.WhenAny(reached.Task, process.WaitForExitAsync(TestContext.Current.CancellationToken));
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        fixture.Target.OnRequest = (_, _) => null;
        using Process last = Start(fixture, file);
        await last.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, last.ExitCode);
        AssertComplete(fixture, directory);
    }

    // The state's folder as it is when a request arrives is what a kill at that moment would leave. One object at a time:
    // with more, the two files could not be copied as of one moment; the test that kills a process has eight.
    private static async Task<bool> RunUntilKilledAsync(ProvisioningFixture fixture, SourceDirectory directory, Random random)
    {
        int killAt = random.Next(1, 25), count = 0, tail = random.Next(3);
        bool isAfter = random.Next(2) == 0, isKilled = false;
        string state = fixture.Options.StateFolder, copy = Path.Combine(fixture.Folder, "copy");
        using var kill = new CancellationTokenSource();
        fixture.Target.OnRequest = (request, _) =>
        {
            if (!request.IsWrite || Interlocked.Increment(ref count) != killAt) return null;
            Copy(state, copy, tail);
            isKilled = true;
            kill.Cancel();
            return new Fault { Drops = true, IsAfter = isAfter };
        };
        try
        {
            await fixture.RunAsync(directory, kill.Token);
        }
        catch (OperationCanceledException) when (isKilled)
        {
        }

        if (!isKilled) return false;
        Directory.Delete(state, recursive: true);
        Directory.Move(copy, state);
        return true;
    }

    // A kill may also cut the line off that was being written; its request was not sent yet then.
    private static void Copy(string from, string to, int tail)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from, "*.jsonl*"))
        {
            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using FileStream target = File.Create(Path.Combine(to, Path.GetFileName(file)));
            source.CopyTo(target);
            if (tail > 0) target.Write("{\"kind\":\"User\",\"ke"u8[..(tail * 6)]);
        }
    }

    private static void AssertComplete(ProvisioningFixture fixture, SourceDirectory directory)
    {
        ExpectedContent.AssertEqual(directory, Scope.Of(ScopeMode.All), fixture.Target.Users.All, fixture.Target.Groups.All);
        SourceUser[] created = [.. directory.Users.Where(user => user.IsEnabled)];
        Assert.Equal(created.Length, fixture.Target.Users.All.Count);
        LogEntry[] successes = [.. fixture.Log.Where(entry => entry.Status == LogStatus.Success)];
        string[] creations = [.. successes.Where(entry => entry.Action == ChangeAction.Create).Select(entry => entry.SourceId!)];
        Assert.Equal(created.Select(user => user.Id).Concat(directory.Groups.Select(group => group.Id)).Order(), creations.Order());

        HashSet<string> ids = [.. created.Select(user => user.Id)];
        int managers = created.Count(user => user.ManagerId is { } manager && ids.Contains(manager));
        Assert.Equal(managers, successes.Count(entry => entry.Kind == ObjectKind.User && entry.Action == ChangeAction.Update));
        int members = directory.Groups.Sum(group => group.MemberIds.Count(ids.Contains));
        Assert.Equal(members, successes.Where(entry => entry.Kind == ObjectKind.Group && entry.Action == ChangeAction.Update).Sum(Added));
        Assert.Equal(successes.Length, successes.Select(entry => entry.RequestId).Distinct().Count());
    }

    private static int Added(LogEntry entry) =>
        int.Parse(entry.Changes!.Single().Replace("members (+", "", StringComparison.Ordinal).TrimEnd(')'));

    private static Process Start(ProvisioningFixture fixture, string directory)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string program = Path.Combine(AppContext.BaseDirectory, "Scim.Provisioner.dll");
        string[] args =
        [
            program, "run", "--directory", directory, "--scope", "all", "--state", fixture.Options.StateFolder,
            "--backoff", "1ms", "--member-batch", "10",
        ];
        foreach (string arg in args) start.ArgumentList.Add(arg);
        start.Environment["SCIM_TENANT_URL"] = fixture.Target.Url;
        start.Environment["SCIM_TOKEN"] = ScimTarget.Token;
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
