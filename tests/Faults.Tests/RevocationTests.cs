using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Scim.Protos.Tokens.V1;
using Scim.Tests.Shared.Processes;

namespace Scim.Faults.Tests;

/// <summary>How soon each of two gateways refuses a token that was revoked.</summary>
public sealed class RevocationTests
{
    // A gateway that hears of no revocation for so long asks with every request.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Token_ThatIsRevoked_IsRefusedByBothGateways_AlsoWhenTheStreamBreaksOrFallsSilent()
    {
        await using ProcessSystem system = await ProcessSystem.StartAsync(new SystemShape { Gateways = 2 }, Cancel);

        await RevokedAsync(system, 0, () => Task.CompletedTask, "the stream as it is");
        await RevokedAsync(system, 1, () => system.Tokens[0].KillAsync(), "an instance killed at the same time");
        await system.Tokens[0].StartAsync(Cancel);
        await system.Tokens[0].UntilReadyAsync(Cancel);
        await RevokedAsync(system, 0, () => system.Tokens[1].FreezeAsync(), "the other instance frozen at the same time");
        await system.Tokens[1].ThawAsync();
    }

    private static async Task RevokedAsync(ProcessSystem system, int instance, Func<Task> fault, string how)
    {
        IssueTokenResponse issued = await system.NewTokenAsync(instance, Cancel);
        HttpClient[] clients = [With(system, 0, issued.Value), With(system, 1, issued.Value)];
        foreach (HttpClient client in clients) Assert.Equal(HttpStatusCode.OK, await ReadAsync(client)); // and knows it from now on

        await fault();
        await system.TokenClient(instance).RevokeTokenAsync(
            new RevokeTokenRequest { TenantId = "t", Id = issued.Token.Id, RequestId = Guid.NewGuid().ToString() }, cancellationToken: Cancel);
        var clock = Stopwatch.StartNew();
        foreach (HttpClient client in clients)
        {
            HttpStatusCode status;
            while ((status = await ReadAsync(client)) == HttpStatusCode.OK) Assert.True(clock.Elapsed < 2 * Heartbeat, $"still taken after {clock.Elapsed}: {how}");
            Assert.Equal(HttpStatusCode.Unauthorized, status);
            client.Dispose();
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{how}: refused by both {clock.Elapsed.TotalMilliseconds:N0} ms after the revocation");
    }

    private static HttpClient With(ProcessSystem system, int gateway, string token)
    {
        HttpClient client = system.NewClient(gateway);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static async Task<HttpStatusCode> ReadAsync(HttpClient client)
    {
        using HttpResponseMessage answer = await client.GetAsync(new Uri("Users?count=0", UriKind.Relative), Cancel);
        return answer.StatusCode;
    }
}
