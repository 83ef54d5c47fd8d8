using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Scim.AppHost;
using Scim.Provisioning;
using Scim.Provisioning.Cycles;
using Scim.Provisioning.Directories;
using Scim.Provisioning.Endpoints;
using Scim.Provisioning.Generation;
using Scim.Provisioning.Scopes;

namespace Scim.Topology.Tests;

/// <summary>A provisioning day through the AppHost's processes, and what telemetry and logs tell of it.</summary>
public sealed class ProvisioningDayTests(RunningTopology topology) : IClassFixture<RunningTopology>
{
    private const int ShortestTelling = 8; // shorter values are words that a log may hold by chance

    private const int LongestExport = 600; // of 50 ms; spans are exported each 100 ms

    // The metrics that a day without trouble moves.
    private static readonly string[] OfADay =
    [
        "scim.gateway.request.duration", "scim.gateway.token.checks", "scim.gateway.queue.length", "scim.groups.membership.writes", "scim.feed.lag",
        "scim.activity.lag", "http.server.request.duration",
    ];

    [Fact]
    public async Task Cycles_OfADay_SucceedThroughAllProcesses_AndNoLogHoldsAnAttributeValueOrAToken()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        SourceDirectory morning = DirectoryGenerator.Generate(60, 6, seed: 3);
        SourceDirectory evening = DirectoryChanges.Apply(morning, 30, seed: 4, DateTimeOffset.UnixEpoch);
        using var provisioner = new Provisioner(new ProvisionerOptions
        {
            Endpoint = new EndpointOptions { TenantUrl = topology.Demo.TenantUrl, Token = topology.Demo.Token },
            StateFolder = topology.FolderOf("day"),
            Scope = ScopeMode.All,
        });

        Assert.Null(await provisioner.TestConnectionAsync(cancellationToken));
        CycleReport initial = await provisioner.RunCycleAsync(morning, cancellationToken);
        CycleReport incremental = await provisioner.RunCycleAsync(evening, cancellationToken);

        Assert.Equal((0, 0), (initial.Failures, incremental.Failures));
        Assert.True(initial.Total("User", "Create", "Success") > 50, "the first cycle created too little");
        string logs = string.Join('\n', topology.Hosts.Values.Select(host => host.Output).Concat(topology.Telemetry.Logs));
        Assert.DoesNotContain(topology.Demo.Token, logs, StringComparison.Ordinal);
        string[] values = [.. morning.Users.Concat(evening.Users).SelectMany(Values).Where(value => value.Length >= ShortestTelling).Distinct()];
        Assert.NotEmpty(values);
        Assert.DoesNotContain(values, value => logs.Contains(value, StringComparison.OrdinalIgnoreCase));

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (int tick = 0; tick < LongestExport && Missing().Any(); tick++) await timer.WaitForNextTickAsync(cancellationToken);
        Assert.Empty(Missing());

        IEnumerable<string> Missing() => OfADay.Except(topology.Telemetry.Metrics);
    }

    [Fact]
    public async Task Trace_OfACreation_GoesThroughGatewayServiceAndDatabase()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        string trace = Guid.NewGuid().ToString("N").ToUpperInvariant();
        string user = await SendAsync(trace, "Users", """{"userName":"trace@contoso.com"}""", cancellationToken);
        await SendAsync(trace, "Groups", $$"""{"displayName":"Trace","members":[{"value":"{{user}}"}]}""", cancellationToken);

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (int tick = 0; tick < LongestExport && !IsWhole(SpansOf(trace)); tick++) await timer.WaitForNextTickAsync(cancellationToken);

        ReceivedSpan[] spans = SpansOf(trace);
        Assert.True(IsWhole(spans), string.Join('\n', spans.Select(span => span.ToString())));
        foreach (string service in new[] { "Scim.UserService", "Scim.GroupService" })
        {
            ReceivedSpan call = spans.First(span => span.Service == service && Parent(spans, span)?.Service == "Scim.Gateway");
            Assert.Contains(spans, span => span.Service == service && span.Id != call.Id && IsUnder(spans, span, call));
        }
    }

    [Fact]
    public async Task Console_ThroughTheGateway_AsksToSignIn()
    {
        using var client = new HttpClient();
        using HttpResponseMessage response = await client.GetAsync(
            new Uri($"{topology.Hosts["Gateway"].Addresses[0]}/console/t/demo/scim"), TestContext.Current.CancellationToken);

        Assert.Equal("/console/sign-in", response.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Contains("Sign in", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static bool IsWhole(ReceivedSpan[] spans) => new[] { "Scim.UserService", "Scim.GroupService" }.All(service =>
        spans.Any(span => span.Service == service && Parent(spans, span)?.Service == "Scim.Gateway"
            && spans.Any(inner => inner.Service == service && inner.Id != span.Id && IsUnder(spans, inner, span))));

    private static bool IsUnder(ReceivedSpan[] spans, ReceivedSpan span, ReceivedSpan ancestor)
    {
        for (ReceivedSpan? at = Parent(spans, span); at is not null; at = Parent(spans, at))
        {
            if (at.Id == ancestor.Id) return true;
        }

        return false;
    }

    private static ReceivedSpan? Parent(ReceivedSpan[] spans, ReceivedSpan span) => Array.Find(spans, each => each.Id == span.Parent);

    private static IEnumerable<string> Values(SourceUser user) => user.Attributes.Values.Select(pair => pair.Value).OfType<string>();

    private ReceivedSpan[] SpansOf(string trace) => [.. topology.Telemetry.Spans.Where(span => span.TraceId == trace)];

    private async Task<string> SendAsync(string trace, string path, string body, CancellationToken cancellationToken)
    {
        DemoTenant demo = topology.Demo;
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{demo.TenantUrl}/{path}"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/scim+json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", demo.Token);
        request.Headers.Add("traceparent", string.Create(CultureInfo.InvariantCulture, $"00-{trace.ToLowerInvariant()}-{Guid.NewGuid().ToString("N")[..16]}-01"));
        using HttpResponseMessage response = await client.SendAsync(request, cancellationToken);
        string answer = await response.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(response.IsSuccessStatusCode, answer);
        return System.Text.Json.Nodes.JsonNode.Parse(answer)!["id"]!.GetValue<string>();
    }
}
