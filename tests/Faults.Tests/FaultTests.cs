using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Grpc.Core;
using Scim.Tests.Shared.Processes;

namespace Scim.Faults.Tests;

/// <summary>Processes die, freeze and come back while clients write: what was acknowledged is there, and what cannot be served is 503.</summary>
public sealed class FaultTests(RunningSystem running) : IClassFixture<RunningSystem>
{
    private static readonly string[] Packages = ["scim.users.v1", "scim.groups.v1", "scim.tokens.v1"];
    private static readonly byte[] Serving = [8, 1];
    private static readonly byte[] NotServing = [8, 2];

    private readonly ProcessSystem _system = running.System;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("users", true)]
    [InlineData("users", false)]
    [InlineData("groups", true)]
    [InlineData("tokens", true)]
    [InlineData("tokens", false)]
    public async Task OneOfTwoInstances_KilledOrFrozenUnderLoad_FailsNoRequest(string service, bool killed)
    {
        HostProcess victim = Instances(service)[1];
        var acknowledged = new ConcurrentBag<string>();
        var failures = new ConcurrentBag<string>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task load = LoadAsync(acknowledged, failures, stop.Token);
        await UntilAsync(() => acknowledged.Count > 50);
        if (killed) await victim.KillAsync();
        else await victim.FreezeAsync();
        int before = acknowledged.Count;
        await UntilAsync(() => acknowledged.Count > before + 100 || !failures.IsEmpty);
        if (killed) await victim.StartAsync(Cancel);
        else await victim.ThawAsync();
        before = acknowledged.Count;
        await UntilAsync(() => acknowledged.Count > before + 50 || !failures.IsEmpty);
        await stop.CancelAsync();
        await load;

        Assert.True(failures.IsEmpty, $"{string.Join('\n', failures)}\n{_system.LastLines}");
        await AssertAllThereAsync(acknowledged);
    }

    [Theory]
    [InlineData("users")]
    [InlineData("database")]
    public async Task AllOfAService_Down_Are503UntilTheyAreBack(string service)
    {
        string id = await CreateAsync();
        HostProcess[] all = service == "database" ? [_system.Database] : Instances(service);
        foreach (HostProcess process in all) await process.KillAsync();

        using HttpResponseMessage down = await SendAsync(HttpMethod.Get, $"Users/{id}", null, Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, down.StatusCode);
        Assert.NotNull(down.Headers.RetryAfter);
        Assert.Equal("application/scim+json", down.Content.Headers.ContentType?.MediaType);

        foreach (HostProcess process in all) await process.StartAsync(Cancel);
        await UntilServedAsync(id);
        Assert.NotEqual(id, await CreateAsync());
    }

    [Fact]
    public async Task Database_ThatDoesNotAnswer_IsAnsweredInTimeAndLeavesTheInstancesInUse()
    {
        string id = await CreateAsync();
        await _system.Database.FreezeAsync();
        HttpStatusCode[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using HttpResponseMessage slow = await SendAsync(HttpMethod.Get, $"Users/{id}", null, Cancel); // within the client's 30 s
            Assert.Equal("application/scim+json", slow.Content.Headers.ContentType?.MediaType);
            if (slow.StatusCode == HttpStatusCode.ServiceUnavailable) Assert.NotNull(slow.Headers.RetryAfter);
            return slow.StatusCode;
        }));
        await _system.Database.ThawAsync();

        Assert.All(answers, answer => Assert.True(answer is HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout, $"{answer}"));
        await RequireAsync(HttpMethod.Get, $"Users/{id}", null); // the very next one: nobody was taken out
    }

    [Fact]
    public async Task Health_WhileTheDatabaseIsAway_IsLiveAndNotReady_AndReadyAgainWithIt()
    {
        using var client = new HttpClient();
        HostProcess[] hosts = [_system.Users[0], _system.Groups[0], _system.Tokens[0]];
        foreach (HostProcess host in hosts) Assert.Equal(HttpStatusCode.OK, await HealthAsync(client, host, "ready"));

        await _system.Database.KillAsync();
        foreach (HostProcess host in hosts)
        {
            while (await HealthAsync(client, host, "ready") != HttpStatusCode.ServiceUnavailable) await Task.Delay(50, Cancel);
            Assert.Equal(HttpStatusCode.OK, await HealthAsync(client, host, "live"));
        }

        foreach (string package in Packages) Assert.Equal(NotServing, await GrpcHealthAsync(package));

        await _system.Database.StartAsync(Cancel);
        foreach (HostProcess host in hosts) await host.UntilReadyAsync(Cancel);
        foreach (string package in Packages) Assert.Equal(Serving, await GrpcHealthAsync(package));
    }

    // A grpc.health.v1.HealthCheckResponse is its status alone.
    private async Task<byte[]> GrpcHealthAsync(string package)
    {
        var bytes = Marshallers.Create<byte[]>(static value => value, static value => value);
        var check = new Method<byte[], byte[]>(MethodType.Unary, "grpc.health.v1.Health", "Check", bytes, bytes);
        return await _system.Invoker(package, isOperator: false).AsyncUnaryCall(check, null, new CallOptions(cancellationToken: Cancel), []);
    }

    private static async Task<HttpStatusCode> HealthAsync(HttpClient client, HostProcess host, string kind)
    {
        using HttpResponseMessage answer = await client.GetAsync(new Uri(host.Readiness!, $"/health/{kind}"), Cancel);
        return answer.StatusCode;
    }

    [Fact]
    public async Task TokenService_Down_LetsKnownTokensOnAndNeverAnswers401()
    {
        string id = await CreateAsync();
        foreach (HostProcess process in _system.Tokens) await process.KillAsync();

        using HttpResponseMessage known = await SendAsync(HttpMethod.Get, $"Users/{id}", null, Cancel);
        using var stranger = new HttpRequestMessage(HttpMethod.Get, new Uri(_system.Client.BaseAddress!, $"Users/{id}"));
        stranger.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Scim.ServiceDefaults.Tokens.BearerToken.Create().Value);
        using HttpResponseMessage unknown = await _system.Client.SendAsync(stranger, Cancel);

        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unknown.StatusCode);
        foreach (HostProcess process in _system.Tokens) await process.StartAsync(Cancel);
        await UntilServedAsync(id);
    }

    private HostProcess[] Instances(string service) => service switch
    {
        "users" => _system.Users,
        "groups" => _system.Groups,
        _ => _system.Tokens,
    };

    // Eight writers: each creates a user, changes it, puts it into a group of its own and reads it.
    private async Task LoadAsync(ConcurrentBag<string> acknowledged, ConcurrentBag<string> failures, CancellationToken stop) =>
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            while (!stop.IsCancellationRequested && failures.IsEmpty)
            {
                try
                {
                    string id = await CreateAsync();
                    await RequireAsync(HttpMethod.Patch, $"Users/{id}", """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"title","value":"kept"}]}""");
                    await RequireAsync(HttpMethod.Post, "Groups", $$"""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"g {{id}}","members":[{"value":"{{id}}"}]}""");
                    await RequireAsync(HttpMethod.Get, $"Users/{id}", null);
                    acknowledged.Add(id);
                }
                catch (Exception failure) when (failure is HttpRequestException or InvalidOperationException or TaskCanceledException)
                {
                    failures.Add(failure.Message);
                }
            }
        }));

    private async Task AssertAllThereAsync(IEnumerable<string> ids)
    {
        foreach (string id in ids)
        {
            JsonNode user = await RequireAsync(HttpMethod.Get, $"Users/{id}", null);
            Assert.Equal("kept", (string?)user["title"]);
            Assert.Equal($"g {id}", (string?)Assert.Single(user["groups"]!.AsArray())!["display"]);
        }
    }

    private async Task<string> CreateAsync() => (string)(await RequireAsync(
        HttpMethod.Post, "Users", $$"""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{{Guid.NewGuid()}}"}"""))["id"]!;

    private async Task UntilServedAsync(string id)
    {
        while (true)
        {
            using HttpResponseMessage response = await SendAsync(HttpMethod.Get, $"Users/{id}", null, Cancel);
            if (response.StatusCode == HttpStatusCode.OK) return;
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        }
    }

    private async Task<JsonNode> RequireAsync(HttpMethod method, string path, string? json)
    {
        using HttpResponseMessage response = await SendAsync(method, path, json, CancellationToken.None);
        string body = await response.Content.ReadAsStringAsync(CancellationToken.None);
        return response.IsSuccessStatusCode ? JsonNode.Parse(body)! : throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {body}");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? json, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/scim+json"));
        return await _system.Client.SendAsync(request, cancel);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            Cancel.ThrowIfCancellationRequested();
            await Task.Delay(10, Cancel);
        }
    }
}
