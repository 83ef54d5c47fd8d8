using System.Net;
using System.Text.Json.Nodes;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Tokens;

namespace Scim.Authentication.Tests;

/// <summary>What a guesser meets, and what everybody meets while TokenService is away.</summary>
public sealed class LimitTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Address_ThatTriesManySecretsAndTokens_IsToldToWaitBeforeAnythingIsChecked()
    {
        await using var system = new AuthenticationSystem
        {
            Settings = { ["Gateway:Traffic:ChecksPerSecond"] = "1", ["Gateway:Traffic:CheckBurst"] = "5" },
        };
        await system.InitializeAsync();
        (string id, string secret) = await system.NewClientAsync(await system.NewConnectionAsync());
        string token = await system.GrantAsync(AuthenticationSystem.BySecret(id, secret));
        Assert.Equal(HttpStatusCode.OK, await system.ReadAsync(token));

        (HttpStatusCode Status, JsonObject Body, System.Net.Http.Headers.HttpResponseHeaders Headers) refused;
        int tries = 0;
        do
        {
            refused = await system.PostAsync(AuthenticationSystem.BySecret(id, BearerToken.Create().Value));
        }
        while (refused.Status == HttpStatusCode.Unauthorized && ++tries < 100);

        Assert.Equal((HttpStatusCode.TooManyRequests, "temporarily_unavailable"), (refused.Status, (string?)refused.Body["error"]));
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.TooManyRequests, await system.ReadAsync(token[..^4] + "AAAA"));
        Assert.Equal(HttpStatusCode.OK, await system.ReadAsync(token)); // what is known is not checked
    }

    [Fact]
    public async Task TokenService_Away_LeavesGoodTokensForAWhile_AndThenMeansLater()
    {
        await using var system = new AuthenticationSystem { Settings = { ["Gateway:Tokens:Lifetime"] = "00:00:03" } };
        await system.InitializeAsync();
        Connection connection = await system.NewConnectionAsync();
        (string id, string secret) = await system.NewClientAsync(connection);
        string known = await system.GrantAsync(AuthenticationSystem.BySecret(id, secret)), unknown = await system.GrantAsync(AuthenticationSystem.BySecret(id, secret));
        Assert.Equal(HttpStatusCode.OK, await system.ReadAsync(known));

        await system.System.Tokens.StopAsync(Cancel);

        HttpStatusCode status = await system.ReadAsync(known);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await system.ReadAsync(unknown));
        Assert.Equal("503 temporarily_unavailable", await system.RefusedAsync(AuthenticationSystem.BySecret(id, secret)));
        while ((status = await system.ReadAsync(known)) == HttpStatusCode.OK) await Task.Delay(50, Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
    }
}
