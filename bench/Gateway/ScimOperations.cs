using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Scim.Gateway.Bench;

/// <summary>What an identity provider asks for, over HTTP/1.1 with connections that are kept.</summary>
internal sealed class ScimOperations : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 });
    private readonly string _tenantUrl;
    private readonly int _size;
    private long _made;

    public ScimOperations(string state, int size)
    {
        using JsonDocument connection = JsonDocument.Parse(File.ReadAllText(Path.Combine(state, "connection.json")));
        _tenantUrl = connection.RootElement.GetProperty("tenantUrl").GetString()!;
        _size = size;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", connection.RootElement.GetProperty("token").GetString());
    }

    public IEnumerable<(string Name, Func<Task> Request)> All =>
    [
        ("GET ?filter=userName eq", () => SendAsync(HttpMethod.Get, $"/Users?filter=userName%20eq%20%22{Seed.UserName(Any())}%22", null, Seed.UserName(0)[..4])),
        ("GET of 100 users", () => SendAsync(HttpMethod.Get, $"/Users?count=100&startIndex={(Random.Shared.Next(_size / 100) * 100) + 1}", null, "itemsPerPage\":100")),
        ("PATCH of one attribute", () => SendAsync(HttpMethod.Patch, $"/Users/{Seed.Id(Any())}", Patch(), "meta")),
        ("POST of a user", CreateAsync),
    ];

    /// <summary>Creates the user that the others are copied from.</summary>
    public Task WarmUpAsync() => SendAsync(HttpMethod.Post, "/Users", Seed.Json(Seed.UserName(0)), "meta");

    /// <summary>Reads JSON.</summary>
    public async Task<JsonDocument> ReadAsync(string path)
    {
        using HttpResponseMessage response = await _http.GetAsync(new Uri(_tenantUrl + path));
        response.EnsureSuccessStatusCode();
        return await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync());
    }

    /// <summary>Creates a user of a name of its own.</summary>
    public Task CreateAsync() => SendAsync(HttpMethod.Post, "/Users", Seed.Json($"made{Interlocked.Increment(ref _made)}@contoso.com"), "meta");

    /// <summary>Deletes a seeded user.</summary>
    public Task DeleteAsync(int number) => SendAsync(HttpMethod.Delete, $"/Users/{Seed.Id(number)}", null, "");

    public void Dispose() => _http.Dispose();

    private static string Patch() =>
        $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"title","value":"Title {{Random.Shared.Next().ToString(CultureInfo.InvariantCulture)}}"}]}""";

    private int Any() => Random.Shared.Next(1, _size);

    private async Task SendAsync(HttpMethod method, string path, string? body, string expected)
    {
        using var request = new HttpRequestMessage(method, new Uri(_tenantUrl + path));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/scim+json");
        using HttpResponseMessage response = await _http.SendAsync(request);
        string answer = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode || !answer.Contains(expected, StringComparison.Ordinal)) throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {answer}");
    }
}
