using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Scim.Tests.Shared.Processes;

namespace Scim.Tests.Shared.Campaigns;

/// <summary>
/// A client that does as Entra does: it creates a user, changes it, puts it into a group, and sends again what was not
/// answered, at the next gateway; where a create may have been applied, it looks the user up.
/// </summary>
internal sealed class CampaignWriter(ProcessSystem system, int number, CampaignCounts counts, TimeProvider time) : IDisposable
{
    private const string PatchTitle =
        """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"title","value":"kept"}]}""";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient[] _gateways = [.. Enumerable.Range(0, system.Gateways.Length).Select(system.NewClient)];
    private int _gateway;
    private long _served;

    /// <summary>The users that are as they shall be, with the groups that have them.</summary>
    public ConcurrentQueue<(string User, string Group)> Acknowledged { get; } = new();

    /// <summary>When the last request that was served had begun.</summary>
    public long LastServed => Interlocked.Read(ref _served);

    public async Task RunAsync(CancellationToken stop)
    {
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            string user = await CreateUserAsync($"w{number}-{i}@example.com");
            if (user.Length == 0) continue;
            await SendAsync(HttpMethod.Patch, $"Users/{user}", PatchTitle);
            JsonNode? group = await SendAsync(HttpMethod.Post, "Groups", $$"""{"displayName":"g {{user}}","members":[{"value":"{{user}}"}]}""");
            if (group is not null) Acknowledged.Enqueue((user, (string)group["id"]!));
            await SendAsync(HttpMethod.Get, $"Users?filter=userName%20eq%20%22w{number}-{i}@example.com%22", null);
        }
    }

    /// <summary>Which acknowledged writes are not there.</summary>
    public async Task<List<string>> FindLostAsync()
    {
        var lost = new List<string>();
        foreach ((string user, string group) in Acknowledged)
        {
            JsonNode? found = await SendAsync(HttpMethod.Get, $"Users/{user}", null);
            bool whole = (string?)found?["title"] == "kept" && found["groups"]?.AsArray().Any(item => (string?)item?["value"] == group) == true;
            if (!whole) lost.Add($"{user} in {group}: {found?.ToJsonString() ?? "nothing"}");
        }

        return lost;
    }

    public void Dispose()
    {
        foreach (HttpClient client in _gateways) client.Dispose();
    }

    private async Task<string> CreateUserAsync(string userName)
    {
        JsonNode? created = await SendAsync(HttpMethod.Post, "Users", $$"""{"userName":"{{userName}}"}""");
        if (created is null)
        {
            // 409: a create whose answer was lost had been applied.
            JsonNode? found = await SendAsync(HttpMethod.Get, $"Users?filter=userName%20eq%20%22{userName}%22", null);
            created = found?["Resources"]?.AsArray().FirstOrDefault();
        }

        if (created is null) counts.Wrong.Enqueue($"{userName} exists, and is not found");
        return (string?)created?["id"] ?? "";
    }

    /// <summary>Sends until it is served.</summary>
    /// <returns>The answer; null for 409 and for what should not have been answered.</returns>
    private async Task<JsonNode?> SendAsync(HttpMethod method, string path, string? json)
    {
        while (true)
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/scim+json"));
            counts.Sent();
            long started = time.GetTimestamp();
            try
            {
                using HttpResponseMessage response = await _gateways[(number + _gateway) % _gateways.Length].SendAsync(request, CancellationToken.None);
                string body = await response.Content.ReadAsStringAsync(CancellationToken.None);
                counts.Answered(response.StatusCode, time.GetElapsedTime(started));
                if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
                {
                    Interlocked.Exchange(ref _served, started);
                    if (response.IsSuccessStatusCode) return JsonNode.Parse(body);
                    if (response.StatusCode != HttpStatusCode.Conflict) counts.Wrong.Enqueue($"{method} {path}: {(int)response.StatusCode} {body}");
                    return null;
                }
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
            {
                counts.ConnectionBroke();
                _gateway++;
            }

            await Task.Delay(Pause, time, CancellationToken.None);
        }
    }
}
