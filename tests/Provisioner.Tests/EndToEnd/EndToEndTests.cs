using Scim.Provisioning.Cycles;
using Scim.Provisioning.Directories;
using Scim.Provisioning.Endpoints;
using Scim.Provisioning.Generation;
using Scim.Provisioning.Logs;
using Scim.Provisioning.Mappings;
using Scim.Provisioning.Requests;
using Scim.Provisioning.Scopes;
using Scim.Provisioning.States;
using Scim.Provisioning.Tests.Target;

namespace Scim.Provisioning.Tests.EndToEnd;

/// <summary>
/// A company of 2,000 users and 100 groups: an initial cycle and five incremental ones with random changes, through a
/// proxy that drops, refuses and loses answers; then the same against the whole system, which is killed in between, with
/// fewer users and groups (<c>SCIM_TEST_USERS</c>, <c>SCIM_TEST_GROUPS</c>). With <c>SCIM_TEST_TENANT_URL</c> and <c>SCIM_TEST_TOKEN</c> also against that
/// endpoint, which has to be empty.
/// </summary>
public sealed class EndToEndTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("provisioner-e2e");

    [Theory]
    [InlineData(PatchDialect.Legacy, 2_000, 100)]
    [InlineData(PatchDialect.Compliant, 300, 20)]
    public async Task Cycles_ThroughFaults_LeaveTheRecordingTargetEqual(PatchDialect dialect, int users, int groups)
    {
        await using ScimTarget target = await ScimTarget.StartAsync();
        await using FaultProxy proxy = await FaultProxy.StartAsync(target.Url);
        await RunAsync(proxy, ScimTarget.Token, dialect, users, groups, (_, _) => Task.CompletedTask);
    }

    [Theory]
    [InlineData(PatchDialect.Legacy)]
    [InlineData(PatchDialect.Compliant)]
    public async Task Cycles_ThroughFaultsAndAKillOfTheSystem_LeaveTheSystemEqual(PatchDialect dialect)
    {
        int users = int.Parse(Environment.GetEnvironmentVariable("SCIM_TEST_USERS") ?? "200");
        int groups = int.Parse(Environment.GetEnvironmentVariable("SCIM_TEST_GROUPS") ?? "20");
        string data = Path.Combine(_folder.FullName, "data");
        StandaloneProcess system = await StandaloneProcess.StartAsync(data);
        await using FaultProxy proxy = await FaultProxy.StartAsync(system.Url);
        try
        {
            await RunAsync(proxy, system.Token, dialect, users, groups, async (cycle, isOver) =>
            {
                int due = proxy.Requests + (cycle == 0 ? users / 4 : 5);
                while (proxy.Requests < due && !isOver()) await Task.Delay(5, TestContext.Current.CancellationToken);
                var target = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
                proxy.Target = target.Task;
                await system.DisposeAsync();
                system = await StandaloneProcess.StartAsync(data);
                target.SetResult(system.Url);
            });
        }
        finally
        {
            await system.DisposeAsync();
        }
    }

    [Fact]
    public async Task Cycles_ThroughFaults_LeaveANamedEndpointEqual()
    {
        string? url = Environment.GetEnvironmentVariable("SCIM_TEST_TENANT_URL");
        string? token = Environment.GetEnvironmentVariable("SCIM_TEST_TOKEN");
        Assert.SkipWhen(url is null || token is null, "SCIM_TEST_TENANT_URL and SCIM_TEST_TOKEN name no endpoint.");
        await using FaultProxy proxy = await FaultProxy.StartAsync(url);
        await RunAsync(proxy, token, PatchDialect.Legacy, 2_000, 100, (_, _) => Task.CompletedTask);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task RunAsync(
        FaultProxy proxy, string token, PatchDialect dialect, int users, int groups, Func<int, Func<bool>, Task> disturb)
    {
        var clock = new SkippingClock();
        bool hasGroups = await TargetContent.HasGroupsAsync(proxy.Url, token);
        var options = new ProvisionerOptions
        {
            Endpoint = new EndpointOptions { TenantUrl = proxy.Url, Token = token },
            StateFolder = Path.Combine(_folder.FullName, "state"),
            Dialect = dialect,
            Clearing = WhenNull.Empty,
            Groups = hasGroups,
            Scope = ScopeMode.All,
        };
        SourceDirectory directory = DirectoryGenerator.Generate(users, groups, seed: 20);
        for (int cycle = 0; cycle < 6; cycle++)
        {
            if (cycle > 0) directory = DirectoryChanges.Apply(directory, users / 10, 30 + cycle, clock.GetUtcNow());
            proxy.OnRequest = Faults(new Random(cycle));
            bool isOver = false;
            Task disturbance = cycle % 2 == 0 ? disturb(cycle, () => Volatile.Read(ref isOver)) : Task.CompletedTask;
            await RunUntilDoneAsync(options, clock, directory);
            Volatile.Write(ref isOver, true);
            await disturbance.WaitAsync(TestContext.Current.CancellationToken);
            proxy.OnRequest = _ => null;
            ExpectedContent.AssertEqual(
                directory,
                Scope.Of(ScopeMode.All),
                await TargetContent.ReadAsync(proxy.Url, token, "Users"),
                hasGroups ? await TargetContent.ReadAsync(proxy.Url, token, "Groups") : null);
        }

        Assert.True(proxy.Faults > users / 50, $"The proxy made {proxy.Faults} faults only.");
        AssertLog(options, directory);
    }

    // What a fault kept from one cycle the next ones do.
    private static async Task RunUntilDoneAsync(ProvisionerOptions options, TimeProvider clock, SourceDirectory directory)
    {
        for (int i = 0; i < 10; i++)
        {
            using var provisioner = new Provisioner(options, clock);
            CycleReport report = await provisioner.RunCycleAsync(directory, TestContext.Current.CancellationToken);
            Assert.Null(report.Quarantine);
            if (report.Failures == 0) return;
        }

        Assert.Fail($"Ten cycles did not end without failures: {string.Join('\n', ProvisioningLog.Read(options.StateFolder).Where(entry => entry.Status == LogStatus.Failure).TakeLast(5).Select(LogText.Of))}");
    }

    private static Func<string, Fault?> Faults(Random random)
    {
        var turn = new Lock();
        return _ =>
        {
            lock (turn)
            {
                return random.NextDouble() switch
                {
                    < 0.010 => new Fault { Drops = true },
                    < 0.020 => new Fault { Drops = true, IsAfter = true },
                    < 0.030 => Fault.Answer(429, "1"),
                    < 0.040 => Fault.Answer(500),
                    < 0.050 => new Fault { Status = 502, IsAfter = true },
                    < 0.055 => Fault.Answer(503, "2"),
                    _ => null,
                };
            }
        };
    }

    private static void AssertLog(ProvisionerOptions options, SourceDirectory directory)
    {
        using StateStore state = StateStore.Read(options.StateFolder);
        HashSet<ObjectKey> present = [.. state.Objects(ObjectKind.User).Concat(state.Objects(ObjectKind.Group))
            .Where(item => item.Value.TargetId is not null).Select(item => item.Key)];
        LogEntry[] successes = [.. ProvisioningLog.Read(options.StateFolder).Where(entry => entry.Status == LogStatus.Success)];
        Assert.Equal(successes.Length, successes.Select(entry => entry.RequestId).Distinct().Count());
        foreach (IGrouping<ObjectKey, LogEntry> entries in successes.GroupBy(entry => new ObjectKey(entry.Kind!.Value, entry.SourceId!)))
        {
            int creations = entries.Count(entry => entry.Action == ChangeAction.Create);
            int deletions = entries.Count(entry => entry.Action == ChangeAction.Delete);
            bool isUnassigned = !present.Contains(entries.Key) && !directory.UsersById.ContainsKey(entries.Key.Id) && deletions == 0;
            Assert.True(
                creations - deletions == (present.Contains(entries.Key) || isUnassigned ? 1 : 0),
                $"{entries.Key}: {creations} creations, {deletions} deletions.");
        }

        Assert.True(successes.Any(entry => entry.Recovered), "No answer was lost.");
    }
}
