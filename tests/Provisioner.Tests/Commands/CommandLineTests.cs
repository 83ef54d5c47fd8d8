using System.Text.Json;
using Scim.Provisioning.Commands;
using Scim.Provisioning.Tests.Target;

namespace Scim.Provisioning.Tests.Commands;

/// <summary>The commands as a user types them, against a target over HTTP.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public async Task TestConnection_OfAWorkingEndpoint_ProbesUsersAndGroups()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();

        (int code, string output, _) = await RunAsync(fixture, ["test-connection", .. Endpoint(fixture)]);

        Assert.Equal(0, code);
        Assert.Contains("The connection works", output, StringComparison.Ordinal);
        Assert.Matches("^GET Users\\?filter=userName\\+eq\\+\"[0-9a-f-]{36}\"$", fixture.Target.Requests[0].ToString());
        Assert.Matches("^GET Groups\\?excludedAttributes=members&filter=displayName\\+eq\\+\"[0-9a-f-]{36}\"$", fixture.Target.Requests[1].ToString());
    }

    [Theory]
    [InlineData(401, "refuses the token")]
    [InlineData(404, "has to be 200 with an empty ListResponse")]
    [InlineData(200, "not a ListResponse")]
    public async Task TestConnection_OfABadEndpoint_SaysWhatIsWrong(int status, string expected)
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Target.OnRequest = (_, _) => new Fault { Status = status, Body = "{}" };

        (int code, string output, _) = await RunAsync(fixture, ["test-connection", .. Endpoint(fixture)]);

        Assert.Equal((int)ExitCode.ConnectionFailed, code);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AfterGenerate_ProvisionsAndTellsWhatItDid()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        string file = Path.Combine(fixture.Folder, "d.json");
        await RunAsync(fixture, "generate", "--users", "40", "--groups", "4", "--out", file);

        (int code, string output, _) = await RunAsync(fixture, ["run", "--directory", file, .. Job(fixture)]);
        (int again, string second, _) = await RunAsync(fixture, ["run", "--directory", file, .. Job(fixture)]);
        await RunAsync(fixture, "generate", "--from", file, "--changes", "20", "--seed", "2", "--out", file);
        (int changed, string third, _) = await RunAsync(fixture, ["run", "--directory", file, .. Job(fixture)]);

        Assert.Equal((0, 0, 0), (code, again, changed));
        Assert.Contains("users: 40/40 (100 %)", output, StringComparison.Ordinal);
        Assert.Contains("Cycle 1 (initial)", output, StringComparison.Ordinal);
        Assert.Contains("created", output, StringComparison.Ordinal);
        Assert.Contains("Cycle 2 (incremental)", second, StringComparison.Ordinal);
        Assert.Contains("Nothing changed.", second, StringComparison.Ordinal);
        Assert.Contains("Cycle 3 (incremental)", third, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Dry_PrintsTheRequestsAndSendsAndKeepsNothing()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        string file = await DirectoryAsync(fixture);

        (int code, string output, _) = await RunAsync(fixture, ["run", "--dry-run", "--directory", file, .. Job(fixture)]);

        Assert.Equal(0, code);
        Assert.Empty(fixture.Target.Writes);
        Assert.False(Directory.Exists(fixture.Options.StateFolder));
        Assert.Contains($"POST {fixture.Target.Url}/Users", output, StringComparison.Ordinal);
        Assert.Contains($"PATCH {fixture.Target.Url}/Groups/dry-run-3", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnDemand_OfAUser_ShowsTheStepsAndSendsTheLegacyDialect()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        string file = await DirectoryAsync(fixture);
        await RunAsync(fixture, ["run", "--directory", file, .. Job(fixture)]);
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace("Old", "New", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        fixture.Target.Forget();

        (int code, string output, _) = await RunAsync(
            fixture, ["provision-on-demand", "--user", "A@b.c", "--directory", file, "--dialect", "compliant", .. Job(fixture)]);

        Assert.Equal(0, code);
        foreach (string step in new[] { "1. import", "displayName = New", "2. scope", "In scope (All)", "3. match", "4. act", "Succeeded." })
            Assert.Contains(step, output, StringComparison.Ordinal);
        RecordedRequest write = Assert.Single(fixture.Target.Writes);
        Assert.Equal("""[{"op":"Replace","path":"displayName","value":"New"}]""", write.Body!["Operations"]!.ToJsonString());
        Assert.Equal(["GET", "GET", "GET", "PATCH"], fixture.Target.Requests.Select(request => request.Method));
    }

    [Fact]
    public async Task StatusAndLog_OfAFailedCycle_SayWhatFailed()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        string file = await DirectoryAsync(fixture);
        fixture.Target.OnRequest = (request, _) =>
            request.Method == "POST" && request.Body!["userName"]?.ToString() == "a@b.c" ? Fault.Answer(400) : null;

        (int run, _, _) = await RunAsync(fixture, ["run", "--directory", file, .. Job(fixture)]);
        (int status, string text, _) = await RunAsync(fixture, "status", "--state", fixture.Options.StateFolder);
        (_, string failed, _) = await RunAsync(fixture, "log", "--failed", "--state", fixture.Options.StateFolder);
        (_, string json, _) = await RunAsync(fixture, "log", "--user", "b@b.c", "--json", "--state", fixture.Options.StateFolder);

        Assert.Equal(((int)ExitCode.ObjectsFailed, 0), (run, status));
        Assert.Contains("Failing:     1", text, StringComparison.Ordinal);
        Assert.Contains("User a@b.c: UnprocessableEntity, 1 times", text, StringComparison.Ordinal);
        Assert.Contains("Create Failure User a@b.c UnprocessableEntity HTTP 400: As the test wants it.", failed, StringComparison.Ordinal);
        Assert.Equal("Create", JsonDocument.Parse(json).RootElement.GetProperty("action").GetString());
    }

    [Fact]
    public async Task StatusAndRestart_OfAQuarantine_ShowAndLiftIt()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        string file = await DirectoryAsync(fixture);
        fixture.Target.OnRequest = (_, _) => Fault.Answer(401);

        (int run, string output, _) = await RunAsync(fixture, ["run", "--directory", file, .. Job(fixture)]);
        (int refused, string reason, _) = await RunAsync(fixture, ["run", "--directory", file, .. Job(fixture)]);
        (int status, string text, _) = await RunAsync(fixture, "status", "--state", fixture.Options.StateFolder);
        (int restart, _, _) = await RunAsync(fixture, "restart", "--only", "quarantine", "--state", fixture.Options.StateFolder);
        (int after, _, _) = await RunAsync(fixture, "status", "--state", fixture.Options.StateFolder);

        Assert.Equal((3, 3, 3, 0, 0), (run, refused, status, restart, after));
        Assert.Contains("QUARANTINE: EncounteredQuarantineException: Unauthorized", output, StringComparison.Ordinal);
        Assert.Contains("did not run", reason, StringComparison.Ordinal);
        Assert.Contains("Quarantine:  since", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_AtAFixedRate_SendsTheMixAndCleansUp()
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();

        (int code, string output, _) = await RunAsync(fixture, ["load", "--rate", "50", "--duration", "4s", "--users", "20", "--max-in-flight", "1000", .. Endpoint(fixture)]);

        Assert.Equal(0, code);
        Assert.StartsWith("200 requests", output, StringComparison.Ordinal);
        Assert.Contains("p99.9", output, StringComparison.Ordinal);
        Assert.Empty(fixture.Target.Users.All);
        Assert.Empty(fixture.Target.Groups.All);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("run", "--directory", "nowhere.json")]
    [InlineData("run", "--directory", "nowhere.json", "--concurrency", "0")]
    [InlineData("run", "--directory", "nowhere.json", "--watch", "soon")]
    [InlineData("run", "--directory", "nowhere.json", "--tenant-url", "ftp://x", "--token", "t")]
    [InlineData("status", "--state", "nowhere")]
    [InlineData("load", "--mix", "everything=1")]
    [InlineData("no-such-command")]
    public async Task Command_OfBadArguments_SaysSoAndExitsWith2(params string[] args)
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();

        (int code, _, string error) = await RunAsync(fixture, args);

        Assert.Equal((int)ExitCode.InvalidInput, code);
        Assert.NotEmpty(error);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("run", "--help")]
    [InlineData("generate", "--help")]
    [InlineData("load", "--help")]
    [InlineData("log", "--help")]
    public async Task Help_OfACommand_HasAnExample(params string[] args)
    {
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();

        (int code, string output, _) = await RunAsync(fixture, args);

        Assert.Equal(0, code);
        Assert.Contains("Example", output, StringComparison.Ordinal);
    }

    private static string[] Endpoint(ProvisioningFixture fixture) => ["--tenant-url", fixture.Target.Url, "--token", ScimTarget.Token];

    private static string[] Job(ProvisioningFixture fixture) => [.. Endpoint(fixture), "--state", fixture.Options.StateFolder, "--scope", "all"];

    private static async Task<string> DirectoryAsync(ProvisioningFixture fixture)
    {
        string file = Path.Combine(fixture.Folder, "small.json");
        await File.WriteAllTextAsync(file, """
            {"users": [{"id": "u1", "userPrincipalName": "a@b.c", "displayName": "Old"}, {"id": "u2", "userPrincipalName": "b@b.c"}],
             "groups": [{"id": "g1", "displayName": "G", "members": ["u1", "u2"]}]}
            """, TestContext.Current.CancellationToken);
        return file;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(ProvisioningFixture fixture, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await CommandLine.RunAsync(args, output, error, fixture.Clock, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
