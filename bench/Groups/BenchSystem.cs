using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MongoDB.Driver;

namespace Scim.Groups.Bench;

/// <summary>The system as a newcomer runs it, with its database in a process of its own so that the memory of both is known.</summary>
internal sealed class BenchSystem : IAsyncDisposable
{
    private readonly List<ServerProcess> _processes;
    private readonly MongoClient _mongo;

    private BenchSystem(List<ServerProcess> processes, MongoClient mongo, HttpClient client) =>
        (_processes, _mongo, Client) = (processes, mongo, client);

    /// <summary>A client whose base address is the Tenant URL.</summary>
    public HttpClient Client { get; }

    /// <summary>GroupService's database.</summary>
    public IMongoDatabase Database => _mongo.GetDatabase("scim_groups");

    /// <summary>The memory of the gateway with all services, and that of the database (0 for one of others).</summary>
    public (long Services, long Database) Memory() => (_processes[^1].OwnMemory(), _processes.Count > 1 ? _processes[0].OwnMemory() : 0);

    public static async Task<BenchSystem> StartAsync(string data, string? mongo)
    {
        var processes = new List<ServerProcess>();
        string connectionString = mongo ?? "";
        if (mongo is null)
        {
            (ServerProcess database, string line) = await ServerProcess.StartAsync("Scim.EmbeddedMongo.dll", "mongodb", "--data", data, "--port", "0");
            processes.Add(database);
            connectionString = line[line.IndexOf("mongodb", StringComparison.Ordinal)..];
        }

        string own = Path.Combine(data, "standalone");
        (ServerProcess services, _) = await ServerProcess.StartAsync(
            "Scim.Standalone.dll", "Ctrl-C stops it.", "--data", own, "--port", "0", "--mongo", connectionString);
        processes.Add(services);
        using JsonDocument connection = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(own, "connection.json")));
        var client = new HttpClient { BaseAddress = new Uri(connection.RootElement.GetProperty("tenantUrl").GetString()! + "/"), Timeout = TimeSpan.FromMinutes(10) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", connection.RootElement.GetProperty("token").GetString());
        return new BenchSystem(processes, new MongoClient(connectionString), client);
    }

    /// <summary>Sends a request that has to succeed, and answers the JSON of its answer.</summary>
    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Client.BaseAddress + path));
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/scim+json"));
        using HttpResponseMessage response = await Client.SendAsync(request);
        string body = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{method} {path} answered {(int)response.StatusCode}: {body}");
        return body.Length == 0 ? null : JsonNode.Parse(body);
    }

    /// <summary>Changes one member of a group.</summary>
    public Task PatchMemberAsync(string group, string operation, string member) => SendAsync(
        HttpMethod.Patch,
        $"Groups/{group}",
        $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"{{operation}}","path":"members","value":[{"value":"{{member}}"}]}]}""");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _mongo.Dispose();
        for (int i = _processes.Count - 1; i >= 0; i--) await _processes[i].DisposeAsync();
    }
}
