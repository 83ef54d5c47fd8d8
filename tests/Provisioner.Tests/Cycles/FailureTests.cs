using Scim.Provisioning.Cycles;
using Scim.Provisioning.Directories;
using Scim.Provisioning.Logs;
using Scim.Provisioning.States;
using Scim.Provisioning.Tests.Target;

namespace Scim.Provisioning.Tests.Cycles;

/// <summary>What cycles do with a target that fails.</summary>
public sealed class FailureTests
{
    private static readonly SourceDirectory OneUser = Sources.Directory(Sources.User("u1"));

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Sun, 01 Mar 2026 08:00:30 GMT", 30)]
    public async Task RunCycle_On429_WaitsAsLongAsRetryAfterAsks(string retryAfter, int seconds)
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Target.OnRequest = (_, number) => number == 2 ? Fault.Answer(429, retryAfter) : null;

        CycleReport report = await fixture.RunAsync(OneUser);

        Assert.Equal([TimeSpan.FromSeconds(seconds)], fixture.Clock.Pauses);
        Assert.Equal((0, 1L, 1L), (report.Failures, report.Retries, report.Throttled));
        Assert.Single(fixture.Target.Users.All);
    }

    [Fact]
    public async Task RunCycle_On500_BacksOffExponentiallyAndFailsTheObjectInTheEnd()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Target.OnRequest = (_, _) => Fault.Answer(500);

        CycleReport report = await fixture.RunAsync(OneUser);

        Assert.Equal(1, report.Failures);
        Assert.Equal(5, report.Requests);
        Assert.Equal(4, fixture.Clock.Pauses.Count);
        for (int i = 0; i < 4; i++) Assert.InRange(fixture.Clock.Pauses[i].TotalSeconds, 0.5 * Math.Pow(2, i), 1.5 * Math.Pow(2, i));
        LogEntry entry = Assert.Single(fixture.Log);
        Assert.Equal(("InternalServerError", 500), (entry.Error!.Code, entry.Error.HttpStatus));
    }

    [Theory]
    [InlineData("drop before")]
    [InlineData("drop after")]
    [InlineData("hang after")]
    [InlineData("500 after")]
    [InlineData("garbage after")]
    public async Task RunCycle_OfACreationWhoseAnswerIsLost_CreatesOneUserAndLogsItOnce(string what)
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Options = fixture.Options with { Endpoint = fixture.Options.Endpoint with { Timeout = TimeSpan.FromMilliseconds(300) } };
        Fault fault = what switch
        {
            "drop before" => new Fault { Drops = true },
            "drop after" => new Fault { Drops = true, IsAfter = true },
            "hang after" => new Fault { Hangs = true, IsAfter = true },
            "500 after" => new Fault { Status = 500, IsAfter = true },
            _ => new Fault { Status = 201, Body = "<html>", IsAfter = true },
        };
        bool isDone = false;
        fixture.Target.OnRequest = (request, _) =>
        {
            if (request.Method != "POST" || isDone) return null;
            isDone = true;
            return fault;
        };

        CycleReport report = await fixture.RunAsync(OneUser);

        Assert.Equal(0, report.Failures);
        Assert.Single(fixture.Target.Users.All);
        LogEntry entry = Assert.Single(fixture.Log);
        Assert.Equal((ChangeAction.Create, LogStatus.Success), (entry.Action, entry.Status));
        Assert.Equal(what != "drop before", entry.Recovered);
        Assert.Empty(await fixture.RequestsAsync(OneUser));
    }

    [Fact]
    public async Task RunCycle_OfAnUpdateWhoseAnswerIsLostForGood_FindsItInTheNextCycle()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        await fixture.RunAsync(OneUser);
        SourceDirectory changed = Sources.Directory(Sources.User("u1", ("jobTitle", "T")));
        fixture.Target.OnRequest = (request, _) => request.Method == "PATCH" ? new Fault { Status = 500, IsAfter = true } : null;
        Assert.Equal(1, (await fixture.RunAsync(changed)).Failures);
        fixture.Target.OnRequest = (_, _) => null;

        IReadOnlyList<RecordedRequest> requests = await fixture.RequestsAsync(changed);

        Assert.Equal(["GET Users/user-1"], requests.Select(request => request.ToString()));
        LogEntry update = Assert.Single(fixture.Log, entry => entry is { Action: ChangeAction.Update, Status: LogStatus.Success });
        Assert.Equal(["title"], update.Changes);
        Assert.True(update.Recovered);
    }

    [Fact]
    public async Task RunCycle_OfAnUpdateThatIsTakenBackAfterItsAnswerWasLost_SendsTheOldValueAgain()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        SourceDirectory first = Sources.Directory(Sources.User("u1", ("jobTitle", "Old")), Sources.User("u2"), Sources.Group("g1", "G"));
        await fixture.RunAsync(first);
        fixture.Target.OnRequest = (request, _) => request.Method == "PATCH" ? new Fault { Status = 500, IsAfter = true } : null;
        await fixture.RunAsync(Sources.Directory(
            Sources.User("u1", ("jobTitle", "New")), Sources.User("u2") with { ManagerId = "u1" }, Sources.Group("g1", "G", "u1", "u2")));
        fixture.Target.OnRequest = (_, _) => null;

        await fixture.RunAsync(first);

        Assert.Equal("Old", fixture.User("u1@b.c")["title"]!.ToString());
        Assert.Empty(ResourceSet.Members(fixture.Group("G")));
        ExpectedContent.AssertEqual(first, Scim.Provisioning.Scopes.Scope.Of(Scim.Provisioning.Scopes.ScopeMode.All), fixture.Target.Users.All, fixture.Target.Groups.All);
    }

    [Fact]
    public async Task RunCycle_OnAConflict_LooksTheUserUpAgainAndAdoptsIt()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Target.OnRequest = (request, _) =>
        {
            if (request.Method == "POST" && fixture.Target.Users.All.Count == 0)
                fixture.Target.Users.Add(new System.Text.Json.Nodes.JsonObject { ["userName"] = "u1@b.c" });
            return null;
        };

        CycleReport report = await fixture.RunAsync(OneUser);

        Assert.Equal(0, report.Failures);
        Assert.Equal(["GET", "POST", "GET", "PATCH"], fixture.Target.Requests.Select(request => request.Method));
    }

    [Fact]
    public async Task RunCycle_OfAnObjectThatIsRefused_TriesAgainAfter6And12And24HoursThenDailyFor28Days()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Target.OnRequest = (request, _) => request.Method == "POST" ? Fault.Answer(400) : null;
        DateTimeOffset start = fixture.Clock.GetUtcNow();
        var tries = new List<double>();
        for (int hour = 0; hour <= 24 * 32; hour++)
        {
            if ((await fixture.RequestsAsync(OneUser)).Count > 0) tries.Add((fixture.Clock.GetUtcNow() - start).TotalHours);
            fixture.Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal([0, 6, 12, 24, .. Enumerable.Range(2, 27).Select(day => day * 24.0)], tries);
        Assert.Equal(2, (await fixture.RequestsAsync(Sources.Directory(Sources.User("u1", ("jobTitle", "T"))))).Count);
    }

    [Fact]
    public async Task RunCycle_OfOneMemberThatCannotBeResolved_AddsTheOthers()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Target.Groups.IsUnresolvable = id => id == "user-3";
        SourceUser[] users = [.. Enumerable.Range(1, 9).Select(i => Sources.User($"u{i}"))];
        SourceDirectory directory = Sources.Directory([.. users, Sources.Group("g1", "G", [.. users.Select(user => user.Id)])]);

        CycleReport report = await fixture.RunAsync(directory);

        Assert.Equal(1, report.Failures);
        Assert.Equal(8, ResourceSet.Members(fixture.Group("G")).Count());
        Assert.Contains("'user-3'", fixture.Log.Single(entry => entry.Status == LogStatus.Failure).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunCycle_OnAnAnswerThatIsNotScim_FailsTheObjectWithEntrasCode()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Target.OnRequest = (_, _) => Fault.Garbage();

        await fixture.RunAsync(OneUser);

        Assert.Equal("SystemForCrossDomainIdentityManagementServiceIncompatible", fixture.Log.Single().Error!.Code);
    }

    [Fact]
    public async Task RunCycle_OfALookupWithTwoHits_FailsTheObjectAndChangesNeither()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Target.Groups.Add(new System.Text.Json.Nodes.JsonObject { ["displayName"] = "G" });
        fixture.Target.Groups.Add(new System.Text.Json.Nodes.JsonObject { ["displayName"] = "G" });

        await fixture.RunAsync(Sources.Directory(Sources.Group("g1", "G")));

        Assert.Equal("DuplicateTargetEntries", fixture.Log.Single().Error!.Code);
        Assert.Empty(fixture.Target.Writes);
    }

    [Fact]
    public async Task RunCycle_OfTwoObjectsWithOneMatchingValue_LinksTheFirstAndFailsTheSecond()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();

        await fixture.RunAsync(Sources.Directory(
            Sources.User("u1", ("userPrincipalName", "a@b.c")), Sources.User("u2", ("userPrincipalName", "A@b.c")),
            Sources.Group("g1", "G"), Sources.Group("g2", "G")));

        Assert.Equal(["u2", "g2"], fixture.Log.Where(entry => entry.Status == LogStatus.Failure).Select(entry => entry.SourceId));
        Assert.All(fixture.Log.Where(entry => entry.Status == LogStatus.Failure), entry => Assert.Equal("Conflict", entry.Error!.Code));
        Assert.Equal("User u1", Assert.Single(fixture.Target.Users.All)["displayName"]!.ToString());
        Assert.Equal("g1", Assert.Single(fixture.Target.Groups.All)["externalId"]!.ToString());
    }

    [Fact]
    public async Task RunCycle_OfAnObjectWithoutAMatchingValue_FailsWithMissingValues()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();

        await fixture.RunAsync(Sources.Directory(Sources.User("u1", ("userPrincipalName", null))));

        Assert.Equal("MissingValues", fixture.Log.Single().Error!.Code);
        Assert.Empty(fixture.Target.Requests);
        Assert.NotNull(fixture.State().Find(new ObjectKey(ObjectKind.User, "u1"))!.Escrow);
    }
}
