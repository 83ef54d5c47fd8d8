using System.Text.Json;
using System.Text.RegularExpressions;

namespace Scim.Deployment.Tests;

/// <summary>Dashboard and alerts ask for metrics that the hosts have: our own are looked up in the source.</summary>
public sealed partial class ObservabilityTests
{
    // What ASP.NET Core and the runtime export by themselves.
    private static readonly string[] Platform = ["http_server_request_duration_seconds", "dotnet_process_memory_working_set_bytes"];

    private static readonly string Folder = Path.Combine(DeploymentFiles.Root, "deploy", "observability");

    [Theory]
    [InlineData("alerts.yaml")]
    [InlineData("dashboard.json")]
    public void Expressions_AskForMetricsThatAreExported(string file)
    {
        string[] exported = [.. Instruments().Concat(Platform)];

        string[] asked = [.. Metric().Matches(File.ReadAllText(Path.Combine(Folder, file))).Select(match => Base(match.Value)).Distinct()];

        Assert.NotEmpty(asked);
        Assert.Empty(asked.Except(exported));
    }

    [Fact]
    public void Dashboard_HasAQueryInEveryPanel()
    {
        using JsonDocument dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "dashboard.json")));

        Assert.All(dashboard.RootElement.GetProperty("panels").EnumerateArray(), panel =>
            Assert.All(panel.GetProperty("targets").EnumerateArray(), target => Assert.NotEqual("", target.GetProperty("expr").GetString())));
    }

    [Fact]
    public void Metrics_AreEachExplainedInTheDocumentation()
    {
        string operations = File.ReadAllText(Path.Combine(DeploymentFiles.Root, "docs", "operations.md"));
        string[] names = [.. Sources().SelectMany(source => Instrument().Matches(source)).Select(match => match.Groups["name"].Value)];

        Assert.Contains("scim.gateway.queue.length", names);
        Assert.All(names, name => Assert.Contains($"| `{name}` |", operations, StringComparison.Ordinal));
    }

    // The name of the field that each service keeps the tenant in, where its documents are written.
    [Theory]
    [InlineData("scim_users.users", "src/Storage/Bson/DocumentFields.cs")]
    [InlineData("scim_groups.groups", "src/Storage/Bson/DocumentFields.cs")]
    [InlineData("scim_groups.memberships", "src/GroupService/Members/MembershipStore.cs")]
    [InlineData("scim_groups.known_subjects", "src/GroupService/Subjects/KnownSubjects.cs")]
    [InlineData("scim_tokens.activity", "src/TokenService/Activity/ActivityGrpcService.cs")]
    public void ShardKeys_OfTheDocumentation_AreFieldsOfTheDocuments(string collection, string source)
    {
        string operations = File.ReadAllText(Path.Combine(DeploymentFiles.Root, "docs", "operations.md"));
        Match command = Regex.Match(operations, $@"sh\.shardCollection\(""{Regex.Escape(collection)}"", \{{ (\w+): 1 \}}\)");

        Assert.True(command.Success, $"no command shards {collection}");
        Assert.Contains($"\"{command.Groups[1].Value}\"", File.ReadAllText(Path.Combine(DeploymentFiles.Root, source)), StringComparison.Ordinal);
    }

    [Fact]
    public void Alerts_AreEachExplainedInTheDocumentation()
    {
        string operations = File.ReadAllText(Path.Combine(DeploymentFiles.Root, "docs", "operations.md"));
        string[] alerts = [.. Alert().Matches(File.ReadAllText(Path.Combine(Folder, "alerts.yaml"))).Select(match => match.Groups[1].Value)];

        Assert.NotEmpty(alerts);
        Assert.All(alerts, alert => Assert.Contains($"`{alert}`", operations, StringComparison.Ordinal));
    }

    // A histogram is exported as three series, a counter with "_total", a unit at the name's end.
    private static string Base(string metric) => Series().Replace(metric, "");

    private static IEnumerable<string> Sources() => Directory
        .EnumerateFiles(Path.Combine(DeploymentFiles.Root, "src"), "*.cs", SearchOption.AllDirectories)
        .Select(File.ReadAllText);

    private static IEnumerable<string> Instruments() => Sources()
        .SelectMany(source => Instrument().Matches(source))
        .Select(match => match.Groups["name"].Value.Replace('.', '_') + (match.Groups["unit"].Value == "s" ? "_seconds" : ""));

    [GeneratedRegex("\\b(scim_|http_server_|dotnet_)[a-z_]+")]
    private static partial Regex Metric();

    [GeneratedRegex("_(bucket|count|sum|total)$")]
    private static partial Regex Series();

    [GeneratedRegex("Create(?:Counter|Histogram|UpDownCounter|ObservableGauge)(?:<\\w+>)?\\(\\s*\"(?<name>[^\"]+)\", (?:\\w+, )?\"(?<unit>[^\"]*)\"")]
    private static partial Regex Instrument();

    [GeneratedRegex("alert: (\\w+)")]
    private static partial Regex Alert();
}
