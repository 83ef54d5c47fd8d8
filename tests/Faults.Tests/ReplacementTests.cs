using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Scim.Tests.Shared.Processes;

namespace Scim.Faults.Tests;

/// <summary>A rolling upgrade: every instance is asked to stop, ends, and starts again, one after another, under load.</summary>
public sealed class ReplacementTests
{
    private const string PatchOp = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    private static readonly SystemShape Shape = new()
    {
        Gateways = 2,
        GatewaySettings = new Dictionary<string, string>
        {
            ["Shutdown__Drain"] = "00:00:04",
        },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryInstance_ReplacedOneAfterAnotherUnderLoad_FailsNoRequest()
    {
        await using ProcessSystem system = await ProcessSystem.StartAsync(Shape, Cancel);
        using var client = new HttpClient(new GatewayBalancer(system.TenantUrls)) { BaseAddress = system.TenantUrls[0], Timeout = TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", system.Token);
        var acknowledged = new ConcurrentBag<string>();
        var failures = new ConcurrentBag<string>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task load = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => LoadAsync(client, acknowledged, failures, stop.Token)));

        foreach (HostProcess instance in (HostProcess[])[.. system.Tokens, .. system.Users, .. system.Groups, .. system.Gateways])
        {
            await MoreAsync(acknowledged, failures);
            Assert.Equal(0, await instance.StopAsync(Cancel));
            await MoreAsync(acknowledged, failures);
            await instance.StartAsync(Cancel);
        }

        await MoreAsync(acknowledged, failures);
        await stop.CancelAsync();
        await load;

        Assert.True(failures.IsEmpty, $"{string.Join('\n', failures)}\n{system.LastLines}");
        foreach (string id in acknowledged)
        {
            JsonNode user = await RequireAsync(client, HttpMethod.Get, $"Users/{id}", null);
            Assert.Equal("kept", (string?)user["title"]);
            Assert.Equal($"g {id}", (string?)Assert.Single(user["groups"]!.AsArray())!["display"]);
        }
    }

    // Everything that a provisioning client does: create, look up, change, put into a group, read the group with its members.
    private static async Task LoadAsync(HttpClient client, ConcurrentBag<string> acknowledged, ConcurrentBag<string> failures, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && failures.IsEmpty)
        {
            try
            {
                string name = Guid.NewGuid().ToString();
                JsonNode user = await RequireAsync(client, HttpMethod.Post, "Users", $$"""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{{name}}"}""");
                string id = (string)user["id"]!;
                JsonNode found = await RequireAsync(client, HttpMethod.Get, $"Users?filter=userName+eq+%22{name}%22", null);
                Require((int)found["totalResults"]! == 1, "the created user is not found");
                await RequireAsync(client, HttpMethod.Patch, $"Users/{id}", $$"""{"schemas":["{{PatchOp}}"],"Operations":[{"op":"replace","path":"title","value":"kept"}]}""");
                JsonNode group = await RequireAsync(client, HttpMethod.Post, "Groups", $$"""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"g {{id}}"}""");
                await RequireAsync(client, HttpMethod.Patch, $"Groups/{group["id"]}", $$"""{"schemas":["{{PatchOp}}"],"Operations":[{"op":"add","path":"members","value":[{"value":"{{id}}"}]}]}""");
                JsonNode read = await RequireAsync(client, HttpMethod.Get, $"Groups/{group["id"]}", null);
                Require(read["members"]?.AsArray().Count == 1, "the group has lost its member");
                acknowledged.Add(id);
            }
            catch (Exception failure) when (failure is HttpRequestException or InvalidOperationException or TaskCanceledException)
            {
                failures.Add(failure.ToString());
            }
        }
    }

    private static async Task MoreAsync(ConcurrentBag<string> acknowledged, ConcurrentBag<string> failures)
    {
        int before = acknowledged.Count;
        while (acknowledged.Count < before + 25 && failures.IsEmpty) await Task.Delay(10, Cancel);
    }

    private static async Task<JsonNode> RequireAsync(HttpClient client, HttpMethod method, string path, string? json)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/scim+json"));
        using HttpResponseMessage response = await client.SendAsync(request, CancellationToken.None);
        string body = await response.Content.ReadAsStringAsync(CancellationToken.None);
        if (response.StatusCode == HttpStatusCode.NoContent) return new JsonObject();
        return response.IsSuccessStatusCode ? JsonNode.Parse(body)! : throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {body}");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException(otherwise);
    }
}
