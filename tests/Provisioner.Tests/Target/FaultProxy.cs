using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Scim.Provisioning.Tests.Target;

/// <summary>Stands between the client and any target, forwards requests unchanged, and fails as networks do.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private static readonly string[] Forwarded = ["Authorization", "Accept", "ADSCIMVersion", "client-request-id"];

    private readonly WebApplication _app;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private int _faults;
    private int _requests;

    private FaultProxy(WebApplication app, string target)
    {
        _app = app;
        Target = Task.FromResult(target);
    }

    /// <summary>The tenant URL that requests go to; they wait until there is one.</summary>
    public Task<string> Target { get; set; }

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Decides each request's fate.</summary>
    public Func<string, Fault?> OnRequest { get; set; } = _ => null;

    public int Faults => Volatile.Read(ref _faults);

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>Starts a proxy.</summary>
    /// <param name="target">The tenant URL that requests go to.</param>
    public static async Task<FaultProxy> StartAsync(string target)
    {
        // Empty, because the settings of the hosts under test are in the same folder.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var proxy = new FaultProxy(app, target);
        app.Run(proxy.HandleAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task HandleAsync(HttpContext http)
    {
        Interlocked.Increment(ref _requests);
        Fault? fault = OnRequest(http.Request.Method);
        if (fault is not null) Interlocked.Increment(ref _faults);
        if (fault is { IsAfter: false })
        {
            await FailAsync(http, fault);
            return;
        }

        try
        {
            using HttpRequestMessage message = await MessageAsync(http, await Target);
            using HttpResponseMessage answer = await _client.SendAsync(message, CancellationToken.None);
            byte[] body = await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
            if (fault is not null) await FailAsync(http, fault);
            else await ForwardAsync(http, answer, body);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException)
        {
            http.Abort();
        }
    }

    private static async Task ForwardAsync(HttpContext http, HttpResponseMessage answer, byte[] body)
    {
        http.Response.StatusCode = (int)answer.StatusCode;
        http.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        if (answer.Headers.RetryAfter is { } retryAfter) http.Response.Headers.RetryAfter = retryAfter.ToString();
        if (answer.StatusCode != HttpStatusCode.NoContent) await http.Response.Body.WriteAsync(body, CancellationToken.None);
    }

    private static async Task<HttpRequestMessage> MessageAsync(HttpContext http, string target)
    {
        string raw = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var message = new HttpRequestMessage(new HttpMethod(http.Request.Method), new Uri(target + raw, options));
        foreach (string name in Forwarded)
        {
            if (http.Request.Headers.TryGetValue(name, out var value)) message.Headers.TryAddWithoutValidation(name, value.ToString());
        }

        if (http.Request.ContentLength is not (null or 0))
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, CancellationToken.None);
            message.Content = new ByteArrayContent(body.ToArray());
            message.Content.Headers.TryAddWithoutValidation("Content-Type", http.Request.ContentType);
        }

        return message;
    }

    private static async Task FailAsync(HttpContext http, Fault fault)
    {
        if (fault.Hangs) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        if (fault.Drops || fault.Hangs)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = fault.Status!.Value;
        if (fault.RetryAfter is not null) http.Response.Headers.RetryAfter = fault.RetryAfter;
        await http.Response.WriteAsync(fault.Body ?? "", CancellationToken.None);
    }
}
