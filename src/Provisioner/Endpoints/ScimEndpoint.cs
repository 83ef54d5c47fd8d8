using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scim.Provisioning.Endpoints;

/// <summary>
/// Sends requests as Entra does and waits where the target asks for it. Answers of any status come back, but 401 and
/// 403, and the failures that outlast the retries: those are <see cref="EndpointException"/>s.
/// </summary>
internal sealed class ScimEndpoint : IDisposable
{
    // Entra marks itself so; servers recognise it by this header.
    private const string VersionHeader = "ADSCIMVersion";
    private const string Version = "5.0";
    private const string RequestIdHeader = "client-request-id";
    private const string ScimJson = "application/scim+json";
    private const int MaxAnswer = 32 * 1024 * 1024;
    private const int TextShown = 500;

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HttpClient _client;
    private readonly EndpointOptions _options;
    private readonly RequestGate _gate;
    private readonly TimeProvider _clock;
    private readonly Random _random;

    /// <summary>Connects to a target.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="clock">The clock of pauses.</param>
    /// <param name="random">Decides the jitter; null for a random one.</param>
    /// <param name="handler">What carries requests; null for the network. The endpoint disposes it.</param>
    public ScimEndpoint(EndpointOptions options, TimeProvider clock, Random? random = null, HttpMessageHandler? handler = null)
    {
        _options = options;
        _clock = clock;
        _random = random ?? Random.Shared;
        _gate = new RequestGate(options.Rate, clock);
        Url = TenantUrl.Parse(options.TenantUrl);
        _client = new HttpClient(handler ?? Network()) { Timeout = options.Timeout, MaxResponseContentBufferSize = MaxAnswer };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
        _client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue(ScimJson));
        _client.DefaultRequestHeaders.Add(VersionHeader, Version);
    }

    public TenantUrl Url { get; }

    /// <summary>What was sent since the last <see cref="ResetCounters"/>.</summary>
    public EndpointCounters Counters { get; private set; } = new();

    // A redirect would carry the token to wherever it points.
    public static SocketsHttpHandler Network() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    /// <summary>Sends a request, again where that is safe and sensible.</summary>
    public async Task<ScimReply> SendAsync(ScimRequest request, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            await _gate.WaitAsync(cancellationToken);
            (ScimReply? reply, TimeSpan? asked, EndpointException? failure) = await OnceAsync(request, cancellationToken);
            if (failure is null) return reply!;

            if (asked <= _options.MaxRetryAfter) _gate.PauseUntil(_clock.GetUtcNow() + asked.Value);
            bool needsLookup = failure.IsAmbiguous && !request.IsRepeatable;
            if (attempt >= _options.Attempts || needsLookup || asked > _options.MaxRetryAfter) throw failure;

            Counters.CountRetry();
            if (asked is null) await PauseAsync(attempt, cancellationToken);
        }
    }

    /// <summary>Begins to count anew: a report counts one cycle.</summary>
    public void ResetCounters() => Counters = new EndpointCounters();

    /// <summary>Waits before an object is tried again as a whole.</summary>
    public Task PauseAsync(int attempt, CancellationToken cancellationToken) =>
        Task.Delay(RetryPause.Backoff(attempt, _random.NextDouble(), _options), _clock, cancellationToken);

    public int Attempts => _options.Attempts;

    public void Dispose() => _client.Dispose();

    private async Task<(ScimReply? Reply, TimeSpan? Asked, EndpointException? Failure)> OnceAsync(
        ScimRequest request, CancellationToken cancellationToken)
    {
        Counters.CountRequest();
        try
        {
            using HttpRequestMessage message = Message(request);
            using HttpResponseMessage answer = await _client.SendAsync(message, cancellationToken);
            ScimReply reply = Read((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken));
            if (reply.Status is 401 or 403) throw reply.ToFailure();
            if (reply.Status is not (429 or 408 or >= 500) || reply.Status == 501) return (reply, null, null);

            if (reply.Status == 429) Counters.CountThrottled();
            bool waits = reply.Status is 429 or 503;
            return (null, waits ? RetryPause.Asked(answer.Headers.RetryAfter, _clock.GetUtcNow()) : null, reply.ToFailure());
        }
        catch (HttpRequestException problem)
        {
            return (null, null, new EndpointException(FailureCode.WebExceptionProtocolError, problem.Message, null, problem));
        }
        catch (IOException problem)
        {
            return (null, null, new EndpointException(FailureCode.WebExceptionProtocolError, problem.Message, null, problem));
        }
        catch (TaskCanceledException problem) when (!cancellationToken.IsCancellationRequested)
        {
            string message = $"No answer within {_options.Timeout.TotalSeconds:0.#} s.";
            return (null, null, new EndpointException(FailureCode.Timeout, message, null, problem));
        }
    }

    private HttpRequestMessage Message(ScimRequest request)
    {
        var message = new HttpRequestMessage(request.Method, Url.Resolve(request.Path));
        if (request.Id is not null) message.Headers.Add(RequestIdHeader, request.Id);
        if (request.Body is not null)
        {
            message.Content = new ReadOnlyMemoryContent(Serialize(request.Body));
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(ScimJson) { CharSet = "utf-8" };
        }

        return message;
    }

    internal static ReadOnlyMemory<byte> Serialize(JsonObject body)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer, WriterOptions);
        body.WriteTo(writer);
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static ScimReply Read(int status, byte[] body)
    {
        if (body.Length == 0) return new ScimReply(status, null, null);

        try
        {
            return new ScimReply(status, JsonElement.Parse(body), null);
        }
        catch (JsonException)
        {
            return new ScimReply(status, null, Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, TextShown)));
        }
    }
}
