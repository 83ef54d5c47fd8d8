using System.Text.Json.Nodes;
using Scim.Provisioning.Cycles;
using Scim.Provisioning.Directories;
using Scim.Provisioning.Generation;
using Scim.Provisioning.Logs;
using Scim.Provisioning.Mappings;
using Scim.Provisioning.Requests;
using Scim.Provisioning.Scopes;
using Scim.Provisioning.States;
using Scim.Provisioning.Tests.Target;

namespace Scim.Provisioning.Tests.Cycles;

/// <summary>What cycles do with a healthy target.</summary>
public sealed class CycleTests
{
    [Theory]
    [InlineData(PatchDialect.Legacy)]
    [InlineData(PatchDialect.Compliant)]
    public async Task RunCycle_OfAGeneratedDirectoryAndItsChanges_LeavesTheTargetEqual(PatchDialect dialect)
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Options = fixture.Options with { Dialect = dialect, Clearing = WhenNull.Empty, Concurrency = 8, MemberBatch = 7, Scope = ScopeMode.Assigned };
        SourceDirectory directory = DirectoryGenerator.Generate(200, 20, seed: 7);
        for (int cycle = 1; cycle <= 6; cycle++)
        {
            CycleReport report = await fixture.RunAsync(directory);
            Assert.Equal(0, report.Failures);
            Assert.Equal(cycle == 1, report.IsInitial);
            ExpectedContent.AssertEqual(directory, Scope.Of(ScopeMode.Assigned), fixture.Target.Users.All, fixture.Target.Groups.All);
            Assert.Empty(await fixture.RequestsAsync(directory));
            directory = DirectoryChanges.Apply(directory, 60, seed: cycle, fixture.Clock.GetUtcNow());
        }
    }

    [Fact]
    public async Task RunCycle_OfAUserThatGoesOutOfScope_DisablesItAndNothingElse()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Options = fixture.Options with { Scope = ScopeMode.Assigned };
        SourceUser user = Sources.User("u1");
        await fixture.RunAsync(Sources.Directory(user, "u1"));

        IReadOnlyList<RecordedRequest> requests = await fixture.RequestsAsync(Sources.Directory(user.With("jobTitle", "New")));
        IReadOnlyList<RecordedRequest> later = await fixture.RequestsAsync(Sources.Directory(user.With("jobTitle", "Newer")));
        IReadOnlyList<RecordedRequest> purged = await fixture.RequestsAsync(Sources.Directory());

        RecordedRequest write = Assert.Single(requests, request => request.IsWrite);
        Assert.Equal("""[{"op":"Replace","path":"active","value":"False"}]""", write.Body!["Operations"]!.ToJsonString());
        Assert.Empty(later);
        Assert.Empty(purged);
        Assert.Equal([ChangeAction.Create, ChangeAction.Disable, ChangeAction.Other], fixture.Log.Select(entry => entry.Action));
    }

    [Fact]
    public async Task RunCycle_OfAUserThatComesBackIntoScope_EnablesTheSameId()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Options = fixture.Options with { Scope = ScopeMode.Assigned };
        SourceUser user = Sources.User("u1");
        await fixture.RunAsync(Sources.Directory(user, "u1"));
        await fixture.RunAsync(Sources.Directory(user));

        IReadOnlyList<RecordedRequest> requests = await fixture.RequestsAsync(Sources.Directory(user, "u1"));

        Assert.Equal(["GET Users/user-1", "PATCH Users/user-1"], requests.Select(request => $"{request.Method} {request.Target}"));
        Assert.Equal("true", fixture.User("u1@b.c")["active"]!.ToString());
    }

    [Fact]
    public async Task RunCycle_OfASoftDeletedUserThatIsRestored_GivesNameAndStateBack()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        SourceUser user = Sources.User("u1");
        SourceGroup group = Sources.Group("g1", "G", "u1");
        await fixture.RunAsync(Sources.Directory(user, group));
        await fixture.RunAsync(Sources.Directory(user with { SoftDeletedAt = fixture.Clock.GetUtcNow() }, group));
        Assert.Equal("false", fixture.User("u1u1@b.c")["active"]!.ToString());

        IReadOnlyList<RecordedRequest> requests = await fixture.RequestsAsync(Sources.Directory(user, group));

        Assert.Equal(["GET Users/user-1", "PATCH Users/user-1"], requests.Select(request => $"{request.Method} {request.Target}"));
        Assert.Equal("true", fixture.User("u1@b.c")["active"]!.ToString());
        Assert.Equal(["user-1"], ResourceSet.Members(fixture.Group("G")));
    }

    [Fact]
    public async Task RunCycle_WithSkipOutOfScopeDeletions_LeavesUsersAndGroupsAsTheyAre()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        string scope = Path.Combine(fixture.Folder, "scope.json");
        await File.WriteAllTextAsync(scope, """{"scope": "assigned", "skipOutOfScopeDeletions": true}""", TestContext.Current.CancellationToken);
        fixture.Options = fixture.Options with { Scope = null, ScopeFile = scope };
        SourceUser user = Sources.User("u1");
        SourceGroup group = Sources.Group("g1", "G", "u1");
        await fixture.RunAsync(Sources.Directory(user, group, "u1", "g1"));

        Assert.Empty(await fixture.RequestsAsync(Sources.Directory(user, group)));
    }

    [Fact]
    public async Task RunCycle_ByAssignment_TakesDirectMembersOfAssignedGroupsOnly()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Options = fixture.Options with { Scope = ScopeMode.Assigned };
        await fixture.RunAsync(Sources.Directory(
            Sources.User("u1"), Sources.User("u2"), Sources.User("u3"),
            Sources.Group("g1", "Outer", "u1", "g2"), Sources.Group("g2", "Inner", "u2"), "g1"));

        Assert.Equal(["u1@b.c"], fixture.Target.Users.All.Select(user => user["userName"]!.ToString()));
        Assert.Equal(["Outer"], fixture.Target.Groups.All.Select(group => group["displayName"]!.ToString()));
        Assert.Equal(["user-1"], ResourceSet.Members(fixture.Group("Outer")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunCycle_OfGroupsInGroups_SendsThemWhereThatIsChosen(bool nested)
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Options = fixture.Options with { NestedGroups = nested };
        await fixture.RunAsync(Sources.Directory(Sources.Group("g1", "Outer", "g2"), Sources.Group("g2", "Inner", "g1")));

        Assert.Equal(nested ? ["group-2"] : [], ResourceSet.Members(fixture.Group("Outer")));
        Assert.Equal(nested ? ["group-1"] : [], ResourceSet.Members(fixture.Group("Inner")));
    }

    [Fact]
    public async Task RunCycle_OfALargeGroup_SendsBoundedBatches()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Options = fixture.Options with { MemberBatch = 100 };
        SourceUser[] users = [.. Enumerable.Range(0, 250).Select(i => Sources.User($"u{i:000}"))];
        await fixture.RunAsync(Sources.Directory([.. users, Sources.Group("g1", "G", [.. users.Select(user => user.Id)])]));

        int[] sizes = [.. fixture.Target.Writes.Where(request => request.Method == "PATCH")
            .Select(request => request.Body!["Operations"]![0]!["value"]!.AsArray().Count)];
        Assert.Equal([100, 100, 50], sizes);
        Assert.Equal(250, ResourceSet.Members(fixture.Group("G")).Count());
    }

    [Fact]
    public async Task RunCycle_WithReaddMembers_AddsEveryMemberAgainAfterARemoval()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Options = fixture.Options with { ReaddMembers = true };
        object[] users = [Sources.User("u1"), Sources.User("u2"), Sources.User("u3")];
        await fixture.RunAsync(Sources.Directory([.. users, Sources.Group("g1", "G", "u1", "u2", "u3")]));

        IReadOnlyList<RecordedRequest> requests = await fixture.RequestsAsync(Sources.Directory([.. users, Sources.Group("g1", "G", "u1", "u3")]));

        Assert.Equal(["Remove", "Add"], requests.Select(request => request.Body!["Operations"]![0]!["op"]!.ToString()));
        Assert.Equal(2, requests[1].Body!["Operations"]![0]!["value"]!.AsArray().Count);
    }

    [Fact]
    public async Task RunCycle_AfterTheMappingChanged_ComparesEveryObjectAgain()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        SourceDirectory directory = Sources.Directory(Sources.User("u1", ("jobTitle", "T")), Sources.User("u2"));
        await fixture.RunAsync(directory);
        string mapping = Path.Combine(fixture.Folder, "mapping.json");
        await File.WriteAllTextAsync(mapping, """
            {"users": [
              {"target": "userName", "source": "userPrincipalName", "match": 1},
              {"target": "nickName", "expression": "ToLower([jobTitle])"}]}
            """, TestContext.Current.CancellationToken);
        fixture.Options = fixture.Options with { MappingFile = mapping };

        IReadOnlyList<RecordedRequest> requests = await fixture.RequestsAsync(directory);

        Assert.Equal(["GET Users/user-1", "PATCH Users/user-1", "GET Users/user-2"], requests.Select(request => $"{request.Method} {request.Target}"));
        Assert.Equal("t", fixture.User("u1@b.c")["nickName"]!.ToString());
        Assert.Empty(await fixture.RequestsAsync(directory));
    }

    [Fact]
    public async Task RunCycle_OfAnIdThatTheTargetLost_CreatesTheUserAgainWithReferences()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        SourceUser manager = Sources.User("u1");
        SourceUser report = Sources.User("u2") with { ManagerId = "u1" };
        SourceGroup group = Sources.Group("g1", "G", "u1", "u2");
        await fixture.RunAsync(Sources.Directory(manager, report, group));
        fixture.Target.Users.Remove("user-1");

        await fixture.RunAsync(Sources.Directory(manager.With("jobTitle", "T"), report, group));

        Assert.Equal("user-3", fixture.User("u1@b.c")["id"]!.ToString());
        Assert.Equal("user-3", fixture.User("u2@b.c")["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]!["manager"]!["value"]!.ToString());
        Assert.Contains("user-3", ResourceSet.Members(fixture.Group("G")));
        LogEntry warning = Assert.Single(fixture.Log, entry => entry.Status == LogStatus.Warning);
        Assert.Equal("InvalidAnchor", warning.Error!.Code);
    }

    [Fact]
    public async Task RunCycle_OfMoreDeletionsThanTheThreshold_WithholdsThemAndQuarantines()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Options = fixture.Options with { DeletionThreshold = 2 };
        await fixture.RunAsync(Sources.Directory(Sources.User("u1"), Sources.User("u2"), Sources.User("u3"), Sources.User("u4")));

        fixture.Target.Forget();
        CycleReport report = await fixture.RunAsync(Sources.Directory(Sources.User("u1")));

        Assert.Empty(fixture.Target.Writes);
        Assert.StartsWith("AccidentalDeletionThreshold", report.Quarantine, StringComparison.Ordinal);
        Assert.Equal(3, report.Total(action: "StagedDelete"));
    }

    [Fact]
    public async Task RunCycle_OfMatchedObjects_AdoptsThemAndSendsOnlyWhatDiffers()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Target.Users.Add(new JsonObject { ["userName"] = "u1@b.c", ["displayName"] = "User u1", ["externalId"] = "u1", ["active"] = true });
        fixture.Target.Groups.Add(new JsonObject { ["displayName"] = "G", ["externalId"] = "g1" });

        await fixture.RunAsync(Sources.Directory(Sources.User("u1"), Sources.Group("g1", "G", "u1")));

        RecordedRequest write = Assert.Single(fixture.Target.Writes);
        Assert.Equal("PATCH Groups/group-1", $"{write.Method} {write.Target}");
    }

    [Fact]
    public async Task RunCycle_OnAStateOfAnotherTarget_IsRefused()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        await fixture.RunAsync(Sources.Directory());
        fixture.Options = fixture.Options with { Endpoint = fixture.Options.Endpoint with { TenantUrl = fixture.Target.Url + "/other" } };

        await Assert.ThrowsAsync<ProvisioningException>(() => fixture.RunAsync(Sources.Directory()));
    }

    [Fact]
    public async Task Restart_OfEverything_MatchesAllObjectsAgain()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        SourceDirectory directory = Sources.Directory(Sources.User("u1"), Sources.Group("g1", "G", "u1"));
        await fixture.RunAsync(directory);
        Provisioner.Restart(fixture.Options.StateFolder);

        IReadOnlyList<RecordedRequest> requests = await fixture.RequestsAsync(directory);

        Assert.Equal(3, requests.Count);
        Assert.StartsWith("Users?filter=", requests[0].Target, StringComparison.Ordinal);
        Assert.StartsWith("Groups?excludedAttributes=members&filter=", requests[1].Target, StringComparison.Ordinal);
        Assert.Equal("PATCH", requests[2].Method);
        Assert.Equal(2, fixture.State().Job.Cycle);
        Assert.Equal(ObjectStatus.InScope, fixture.State().Find(new ObjectKey(ObjectKind.User, "u1"))!.Status);
    }
}
