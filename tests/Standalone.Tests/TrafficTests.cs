using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Scim.ServiceDefaults.Tokens;

namespace Scim.Standalone.Tests;

/// <summary>What a client meets beyond its limits: 429 with Retry-After and a SCIM error, and service again when it has waited.</summary>
public sealed class TrafficTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("traffic-");
    private StandaloneInstance _instance = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _instance = await StandaloneInstance.StartAsync(
        Path.Combine(_folder.FullName, "data"),
        Cancel,
        environment: new Dictionary<string, string>
        {
            ["SCIM_Gateway__Traffic__RequestsPerSecond"] = "1",
            ["SCIM_Gateway__Traffic__Burst"] = "3",
            ["SCIM_Gateway__Traffic__Queue"] = "0",
            ["SCIM_Gateway__Traffic__ChecksPerSecond"] = "1",
            ["SCIM_Gateway__Traffic__CheckBurst"] = "10",
        });

    public async ValueTask DisposeAsync()
    {
        await _instance.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Connection_BeyondItsRate_IsToldToWait()
    {
        HttpResponseMessage refused = await UntilRefusedAsync(() => _instance.Client.GetAsync(new Uri(_instance.TenantUrl + "/Users?count=0"), Cancel));

        int wait = await AssertRefusedAsync(refused);
        HttpStatusCode status;
        do
        {
            await Task.Delay(TimeSpan.FromSeconds(wait), TimeProvider.System, Cancel);
            using HttpResponseMessage again = await _instance.Client.GetAsync(new Uri(_instance.TenantUrl + "/Users?count=0"), Cancel);
            status = again.StatusCode;
        }
        while (status == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task Address_ThatTriesManyTokens_IsToldToWait()
    {
        using var guesser = new HttpClient();
        HttpResponseMessage refused = await UntilRefusedAsync(() =>
        {
            guesser.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", BearerToken.Create().Value);
            return guesser.GetAsync(new Uri(_instance.TenantUrl + "/Users"), Cancel);
        });

        await AssertRefusedAsync(refused);
    }

    private static async Task<HttpResponseMessage> UntilRefusedAsync(Func<Task<HttpResponseMessage>> send)
    {
        for (int i = 0; i < 100; i++)
        {
            HttpResponseMessage response = await send();
            if (response.StatusCode == HttpStatusCode.TooManyRequests) return response;
            response.Dispose();
        }

        throw new InvalidOperationException("A hundred requests were served.");
    }

    private static async Task<int> AssertRefusedAsync(HttpResponseMessage refused)
    {
        using (refused)
        {
            JsonNode error = JsonNode.Parse(await refused.Content.ReadAsStringAsync(Cancel))!;
            Assert.Equal("429", (string?)error["status"]);
            Assert.Equal("urn:ietf:params:scim:api:messages:2.0:Error", (string?)error["schemas"]![0]);
            int wait = int.Parse(Assert.Single(refused.Headers.GetValues("Retry-After")), CultureInfo.InvariantCulture);
            Assert.InRange(wait, 1, 60);
            return wait;
        }
    }
}
