using Scim.Provisioning.Commands;
using Scim.Provisioning.Cycles;
using Scim.Provisioning.Directories;
using Scim.Provisioning.Logs;
using Scim.Provisioning.States;
using Scim.Provisioning.Tests.Target;

namespace Scim.Provisioning.Tests.Cycles;

/// <summary>When a job goes into quarantine, how its intervals grow, and how it comes out.</summary>
public sealed class QuarantineTests
{
    private static readonly SourceDirectory OneUser = Sources.Directory(Sources.User("u1"));

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task RunCycle_OnRefusedCredentialsOrNoScimEndpoint_QuarantinesAtOnce(int status)
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Target.OnRequest = (_, _) => Fault.Answer(status);

        CycleReport report = await fixture.RunAsync(Sources.Directory(Sources.User("u1"), Sources.User("u2")));

        Assert.Equal(1, report.Requests);
        Assert.Equal(ExitCode.Quarantined, report.ExitCode);
        Assert.StartsWith("EncounteredQuarantineException", report.Quarantine, StringComparison.Ordinal);
        Assert.Equal("EncounteredQuarantineException", fixture.Log.Single().Error!.Code);
    }

    [Fact]
    public async Task RunCycle_InQuarantine_RunsEverMoreRarelyAndIsDisabledAfterFourWeeks()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Target.OnRequest = (_, _) => Fault.Answer(401);
        var gaps = new List<double>();
        DateTimeOffset last = fixture.Clock.GetUtcNow();
        CycleReport report = await fixture.RunAsync(OneUser);
        while (report.ExitCode != ExitCode.Disabled)
        {
            fixture.Clock.Advance(TimeSpan.FromMinutes(40));
            report = await fixture.RunAsync(OneUser);
            if (!report.Ran) continue;
            gaps.Add((fixture.Clock.GetUtcNow() - last).TotalHours);
            last = fixture.Clock.GetUtcNow();
        }

        double[] firstGaps = [.. gaps.Take(6).Select(gap => Math.Round(gap, 2))];
        Assert.Equal([1.33, 2.67, 5.33, 10.67, 21.33, 24], firstGaps);
        Assert.All(gaps.Skip(6), gap => Assert.Equal(24, gap, 3));
        Assert.InRange(gaps.Sum(), 27 * 24, 28 * 24);
    }

    [Fact]
    public async Task RunCycle_ThatSucceedsInQuarantine_LiftsIt()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Target.OnRequest = (_, _) => Fault.Answer(401);
        await fixture.RunAsync(OneUser);
        fixture.Target.OnRequest = (_, _) => null;

        CycleReport early = await fixture.RunAsync(OneUser);
        fixture.Clock.Advance(TimeSpan.FromMinutes(81));
        CycleReport due = await fixture.RunAsync(OneUser);

        Assert.False(early.Ran);
        Assert.Equal(ExitCode.Success, due.ExitCode);
        Assert.Null(fixture.State().Job.Quarantine);
        Assert.Single(fixture.Target.Users.All);
    }

    [Fact]
    public async Task RunCycle_WhoseTokenIsRevokedAmongManyRequests_QuarantinesAndGoesOnLaterWithoutDuplicates()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Options = fixture.Options with { Concurrency = 8 };
        SourceDirectory directory = Sources.Directory([.. Enumerable.Range(0, 50).Select(i => Sources.User($"u{i}"))]);
        fixture.Target.OnRequest = (_, number) => number > 40 ? Fault.Answer(401) : null;
        CycleReport refused = await fixture.RunAsync(directory);
        fixture.Target.OnRequest = (_, _) => null;
        fixture.Options = fixture.Options with { Force = true };

        CycleReport report = await fixture.RunAsync(directory);

        Assert.Equal((ExitCode.Quarantined, ExitCode.Success), (refused.ExitCode, report.ExitCode));
        Assert.Equal(50, fixture.Target.Users.All.Count);
        Assert.Equal(50, fixture.Log.Count(entry => entry.Action == ChangeAction.Create));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunCycle_InQuarantine_RunsAtOnceByForceOrRestart(bool byForce)
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Target.OnRequest = (_, _) => Fault.Answer(401);
        await fixture.RunAsync(OneUser);
        fixture.Target.OnRequest = (_, _) => null;

        if (byForce) fixture.Options = fixture.Options with { Force = true };
        else Provisioner.Restart(fixture.Options.StateFolder, RestartScope.Quarantine);

        Assert.Equal(ExitCode.Success, (await fixture.RunAsync(OneUser)).ExitCode);
    }

    [Fact]
    public async Task RunCycle_OfTooManyFailures_StopsAndQuarantines()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Options = fixture.Options with { Limits = new QuarantineLimits { Failures = 10, Share = 0.4 } };
        fixture.Target.OnRequest = (request, _) => request.Method == "POST" ? Fault.Answer(400) : null;
        SourceDirectory directory = Sources.Directory([.. Enumerable.Range(0, 50).Select(i => Sources.User($"u{i}"))]);

        CycleReport report = await fixture.RunAsync(directory);

        Assert.Equal(10, report.Failures);
        Assert.StartsWith("EncounteredEscrowProportionThreshold", report.Quarantine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunCycle_OfFailuresBelowTheShare_GoesOn()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Options = fixture.Options with { Limits = new QuarantineLimits { Failures = 2, Share = 0.4 } };
        fixture.Target.OnRequest = (request, _) =>
            request.Method == "POST" && request.Body!["userName"]!.ToString() is "u3@b.c" or "u8@b.c" ? Fault.Answer(400) : null;
        SourceDirectory directory = Sources.Directory([.. Enumerable.Range(0, 10).Select(i => Sources.User($"u{i}"))]);

        CycleReport report = await fixture.RunAsync(directory);

        Assert.Equal((2, ExitCode.ObjectsFailed), (report.Failures, report.ExitCode));
        Assert.Equal(8, fixture.Target.Users.All.Count);
    }

    [Fact]
    public async Task RunCycle_OfATargetThatIsDown_StopsAfterAFewObjects()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Target.OnRequest = (_, _) => new Fault { Drops = true };
        SourceDirectory directory = Sources.Directory([.. Enumerable.Range(0, 50).Select(i => Sources.User($"u{i}"))]);

        CycleReport report = await fixture.RunAsync(directory);

        Assert.Equal(20, report.Failures);
        Assert.Contains("does not answer", report.Quarantine, StringComparison.Ordinal);
        Assert.Equal(LogStatus.Failure, fixture.Log[^1].Status);
        Assert.Equal(QuarantineReason.EncounteredQuarantineException, fixture.State().Job.Quarantine!.Reason);
    }
}
