using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Scim.Protos.Tokens.V1;

namespace Scim.Authentication.Tests;

/// <summary>
/// Every way that a secret comes into the system or leaves it, with all hosts logging whatever they can and every span with its
/// tags: no secret is in any of it. Alone in the process, because the console's output is one for all.
/// </summary>
[Collection(nameof(SecretsInLogsTests))]
[CollectionDefinition(nameof(SecretsInLogsTests), DisableParallelization = true)]
public sealed class SecretsInLogsTests
{
    private const string Marker = "what is certainly logged";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Secrets_ThatComeInOrGoOut_AreInNoLogAndNoTrace()
    {
        var logs = new StringWriter();
        TextWriter before = Console.Out;
        var tags = new ConcurrentQueue<string>();
        using var spans = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => tags.Enqueue(Told(span)),
        };
        ActivitySource.AddActivityListener(spans);
        Console.SetOut(TextWriter.Synchronized(logs));
        List<string> secrets;
        try
        {
            await using var system = new AuthenticationSystem { Settings = { ["Logging:LogLevel:Default"] = "Trace" } };
            await system.InitializeAsync();
            secrets = await UseAsync(system);
        }
        finally
        {
            Console.SetOut(before);
        }

        string all = $"{logs}\n{string.Join('\n', tags)}";
        Assert.Contains(Marker.Replace(' ', '-'), all, StringComparison.Ordinal); // the net catches what passes
        Assert.Contains("Request starting", logs.ToString(), StringComparison.Ordinal);
        Assert.Contains("CheckToken", logs.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(tags);
        Assert.Equal(secrets.Count, secrets.Distinct().Count());
        Assert.DoesNotContain(secrets, secret => all.Contains(secret, StringComparison.Ordinal));
    }

    private static string Told(Activity span) =>
        string.Join(' ', [span.DisplayName, .. span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"), .. span.Events.SelectMany(each => each.Tags).Select(tag => $"{tag.Key}={tag.Value}"), .. span.Baggage.Select(item => item.Value)]);

    // What is returned is what nobody may see again: the parts of each token that are secret.
    private static async Task<List<string>> UseAsync(AuthenticationSystem system)
    {
        var secrets = new List<string>();
        Connection connection = await system.NewConnectionAsync();
        var tokens = new TokenService.TokenServiceClient(system.AsOperator());
        IssueTokenResponse issued = await tokens.IssueTokenAsync(
            new() { TenantId = connection.TenantId, ConnectionId = connection.Id, RequestId = AuthenticationSystem.NewId(), Name = "n" }, cancellationToken: Cancel);
        RotateTokenResponse rotated = await tokens.RotateTokenAsync(
            new() { TenantId = connection.TenantId, Id = issued.Token.Id, RequestId = AuthenticationSystem.NewId() }, cancellationToken: Cancel);
        (string id, string secret) = await system.NewClientAsync(connection);
        string jwt = await system.GrantAsync(AuthenticationSystem.BySecret(id, secret));
        string wrong = ServiceDefaults.Tokens.BearerToken.Create().Value, malformed = "no-token-" + Guid.NewGuid().ToString("N"), password = Guid.NewGuid().ToString("N");

        foreach (string token in (string[])[issued.Value, rotated.Value, jwt, wrong, malformed])
        {
            await SendAsync(system, HttpMethod.Get, "/scim/v2/Users?count=1", $"Bearer {token}");
            await SendAsync(system, HttpMethod.Get, $"/scim/v2/Users/{Marker.Replace(' ', '-')}", $"Bearer {token}");
            await SendAsync(system, HttpMethod.Get, "/scim/v2/Users", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"user:{token}"))}");
            await SendAsync(system, HttpMethod.Post, "/scim.users.v1.UserService/ListUsers", $"Bearer {token}");
            secrets.Add(token.Split('_', '.')[^1]);
        }

        await SendAsync(
            system, HttpMethod.Post, "/scim/v2/Users", $"Bearer {issued.Value}",
            $$"""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{{Guid.NewGuid()}}","password":"{{password}}"}""");
        foreach (string each in (string[])[secret, wrong])
        {
            await system.PostAsync(AuthenticationSystem.BySecret(id, each));
            await system.PostAsync(new() { ["grant_type"] = "client_credentials" }, $"{id}:{each}");
        }

        secrets.Add(secret.Split('_')[^1]);
        secrets.Add(password);
        return secrets;
    }

    private static async Task SendAsync(AuthenticationSystem system, HttpMethod method, string path, string authorization, string? json = null)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method, system.System.Address + path);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/scim+json"));
        using HttpResponseMessage answer = await client.SendAsync(request, Cancel);
        await answer.Content.ReadAsByteArrayAsync(Cancel);
    }
}
