using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Scim.Provisioning.Tests.Target;

/// <summary>A small SCIM endpoint in memory that records what it is sent and fails when it is told to.</summary>
internal sealed class ScimTarget : IAsyncDisposable
{
    public const string Token = "a-token";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private int _count;

    private ScimTarget(WebApplication app) => _app = app;

    public ResourceSet Users { get; } = new("User");

    public ResourceSet Groups { get; } = new("Group");

    /// <summary>Decides what happens to a request, by its number from 1; null answers as usual.</summary>
    public Func<RecordedRequest, int, Fault?> OnRequest { get; set; } = (_, _) => null;

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/scim/v2";

    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    public IReadOnlyList<RecordedRequest> Writes => [.. _requests.Where(request => request.IsWrite)];

    public static async Task<ScimTarget> StartAsync()
    {
        // Empty, because the settings of the hosts under test are in the same folder.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var target = new ScimTarget(app);
        app.Run(target.HandleAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return target;
    }

    public void Forget() => _requests.Clear();

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext http)
    {
        RecordedRequest request = await ReadAsync(http);
        _requests.Enqueue(request);
        Fault? fault = OnRequest(request, Interlocked.Increment(ref _count));
        if (fault is null or { IsAfter: true })
        {
            bool isKnown = http.Request.Headers.Authorization == $"Bearer {Token}";
            (int status, JsonObject? body) = isKnown ? Answer(http, request) : (401, Error(401, "The token is not known."));
            if (fault is null)
            {
                await WriteAsync(http, status, body?.ToJsonString());
                return;
            }
        }

        await FailAsync(http, fault);
    }

    private static async Task<RecordedRequest> ReadAsync(HttpContext http)
    {
        string target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        JsonNode? body = null;
        if (http.Request.ContentLength is not (null or 0))
            body = await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        return new RecordedRequest(
            http.Request.Method,
            target["/scim/v2/".Length..],
            body,
            http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
    }

    private static async Task FailAsync(HttpContext http, Fault fault)
    {
        if (fault.Hangs) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        if (fault.Drops || fault.Hangs)
        {
            http.Abort();
            return;
        }

        if (fault.RetryAfter is not null) http.Response.Headers.RetryAfter = fault.RetryAfter;
        await WriteAsync(http, fault.Status!.Value, fault.Body ?? Error(fault.Status.Value, "As the test wants it.").ToJsonString());
    }

    private static Task WriteAsync(HttpContext http, int status, string? body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/scim+json";
        return body is null ? Task.CompletedTask : http.Response.WriteAsync(body);
    }

    private (int Status, JsonObject? Body) Answer(HttpContext http, RecordedRequest request)
    {
        string[] parts = http.Request.Path.Value!["/scim/v2/".Length..].Split('/');
        ResourceSet? set = parts[0] switch { "Users" => Users, "Groups" => Groups, _ => null };
        if (set is null || parts.Length > 2) return (404, Error(404, "There is no such endpoint."));

        bool withMembers = http.Request.Query["excludedAttributes"] != "members";
        try
        {
            return (request.Method, parts.Length) switch
            {
                ("GET", 1) when http.Request.Query.ContainsKey("startIndex") =>
                    (200, set.Page(int.Parse(http.Request.Query["startIndex"]!), int.Parse(http.Request.Query["count"]!))),
                ("GET", 1) => (200, set.List(http.Request.Query["filter"].ToString(), withMembers)),
                ("POST", 1) => set.Create((JsonObject)request.Body!),
                ("GET", 2) => set.Read(parts[1], withMembers),
                ("PATCH", 2) => set.Patch(parts[1], (JsonObject)request.Body!),
                ("DELETE", 2) => Delete(set, parts[1]),
                _ => (405, Error(405, "This is not offered.")),
            };
        }
        catch (InvalidOperationException problem)
        {
            return (400, Error(400, problem.Message));
        }
    }

    // A deleted user is a member of nothing.
    private (int Status, JsonObject? Body) Delete(ResourceSet set, string id)
    {
        (int Status, JsonObject? Body) answer = set.Delete(id);
        if (answer.Status == 204) Groups.RemoveMember(id);
        return answer;
    }

    internal static JsonObject Error(int status, string detail) => new()
    {
        ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:Error"),
        ["status"] = status.ToString(),
        ["detail"] = detail,
    };
}
