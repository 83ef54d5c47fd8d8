using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.Tests.Shared;

namespace Scim.Hostile.Tests;

/// <summary>What each limit answers over the wire, and that it is counted. Rates and concurrency have tests of their own.</summary>
public sealed class LimitTests : IAsyncLifetime
{
    private const int Idle = 2_000;

    private readonly ConcurrentDictionary<string, long> _counted = new(StringComparer.Ordinal);
    private readonly MeterListener _meters = new();
    private InProcessSystem _system = null!;
    private HttpClient _client = null!;

    public static TheoryData<string, string, string, string, int, string?, string> Limits()
    {
        string create(int size) => $$"""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{{new string('x', size)}}"}""";
        string bulk(int operations, int size) => $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{{string.Join(',', Enumerable.Repeat("""{"method":"DELETE","path":"/Users/x"}""", operations))}}]}{{new string(' ', size)}}""";
        return new()
        {
            { "a body", "POST", "Users", create(5_000), 413, null, "size" },
            { "a bulk of many operations", "POST", "Bulk", bulk(3, 0), 413, null, "size" },
            { "a large bulk", "POST", "Bulk", bulk(1, 3_000), 413, null, "size" },
            { "a long filter", "GET", $"Users?filter=userName%20eq%20%22{new string('x', 300)}%22", "", 400, "invalidFilter", "" },
            { "a filter that looks at much", "GET", "Users?filter=title%20co%20%22x%22", "", 400, "tooMany", "query" },
        };
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "scim.gateway.limited") listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>((_, count, tags, _) => _counted.AddOrUpdate((string)tags[0].Value!, count, (_, before) => before + count));
        _meters.Start();
        _system = await InProcessSystem.StartAsync(
            Cancel,
            new Dictionary<string, string?>
            {
                ["Gateway:Limits:MaxBodyBytes"] = "4096",
                ["Gateway:Limits:MaxFilterLength"] = "200",
                ["Gateway:Bulk:MaxOperations"] = "2",
                ["Gateway:Bulk:MaxPayloadSize"] = "2048",
            },
            new Dictionary<string, string?> { ["Storage:ScanLimit"] = "1" });
        string token = await _system.NewTenantAsync("limits", new Connection { DisplayName = "x", ClientProfile = ClientProfile.Entra }, Cancel);
        _client = InProcessSystem.Client(token, $"{_system.Address}/scim/v2/");
        for (int i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.Created, (await SendAsync("POST", "Users", $$"""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"u{{i}}","title":"x"}""")).Status);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _system.DisposeAsync();
        _meters.Dispose();
    }

    [Theory]
    [MemberData(nameof(Limits))]
    public async Task Request_BeyondALimit_IsAScimErrorAndCounted(string what, string method, string path, string body, int status, string? scimType, string limit)
    {
        (HttpStatusCode answered, string text) = await SendAsync(method, path, body);

        Assert.Equal((what, status), (what, (int)answered));
        JsonNode error = JsonNode.Parse(text)!;
        Assert.Equal("urn:ietf:params:scim:api:messages:2.0:Error", (string?)error["schemas"]![0]);
        Assert.Equal((status.ToString(System.Globalization.CultureInfo.InvariantCulture), scimType), ((string?)error["status"], (string?)error["scimType"]));
        Assert.False(string.IsNullOrEmpty((string?)error["detail"]));
        if (limit.Length > 0) Assert.InRange(_counted.GetValueOrDefault(limit), 1, long.MaxValue);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("GET", "Users?count=0", "")).Status); // and goes on
    }

    [Theory]
    [InlineData("line", 414)]
    [InlineData("headers", 431)]
    [InlineData("slow", 408)]
    public async Task Head_ThatIsTooLongOrTooSlow_IsRefusedAndCounted(string limit, int status)
    {
        string head = limit switch
        {
            "line" => $"GET /scim/v2/Users?filter={new string('x', 70_000)} HTTP/1.1\r\nHost: x\r\n\r\n",
            "headers" => $"GET /scim/v2/Users HTTP/1.1\r\nHost: x\r\nX-Long: {new string('x', 40_000)}\r\n\r\n",
            _ => "GET /scim/v2/Users HTTP/1.1\r\nHost: ", // and never the rest
        };
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, new Uri(_system.Address).Port, Cancel);
        NetworkStream stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), Cancel);
        using var reader = new StreamReader(stream, Encoding.ASCII);

        string? answer = await reader.ReadLineAsync(Cancel);

        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
        while (_counted.GetValueOrDefault(limit) == 0) await Task.Delay(10, Cancel); // counted behind the answer
    }

    [Fact]
    public async Task Connections_ThatAreIdle_LeaveTheGatewayToOthers()
    {
        var idle = new List<TcpClient>(Idle);
        try
        {
            for (int i = 0; i < Idle; i++)
            {
                var connection = new TcpClient();
                idle.Add(connection);
                await connection.ConnectAsync(IPAddress.Loopback, new Uri(_system.Address).Port, Cancel);
            }

            for (int i = 0; i < 20; i++) Assert.Equal(HttpStatusCode.OK, (await SendAsync("GET", "Users?count=1", "")).Status);
            Assert.All(idle, connection => Assert.True(connection.Connected));
        }
        finally
        {
            idle.ForEach(connection => connection.Dispose());
        }
    }

    [Theory]
    [InlineData("Users?count=1", 200)]
    [InlineData("Users/none", 404)]
    [InlineData("Users?filter=nonsense", 400)]
    public async Task Answer_OfAnyKind_IsForNoCacheAndNoGuess(string path, int status)
    {
        using HttpResponseMessage answer = await _client.GetAsync(new Uri(path, UriKind.Relative), Cancel);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
        Assert.False(answer.Headers.Contains("Server"));
        Assert.True(answer.Headers.Contains("X-Request-Id"));
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(string method, string path, string body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (body.Length > 0) request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/scim+json"));
        using HttpResponseMessage response = await _client.SendAsync(request, Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }
}
