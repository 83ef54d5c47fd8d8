using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using Scim.Gateway.Limits;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Endpoints;

/// <summary>The boundary of the SCIM endpoints: whatever goes wrong becomes the error of RFC 7644 section 3.12.</summary>
internal sealed partial class ScimErrors(TrafficMetrics metrics, ILogger<ScimErrors> logger)
{
    private const int ClientIsGone = 499;

    /// <summary>Answers a request that failed; aborts it where the answer has begun or nobody waits for it.</summary>
    /// <returns>What was answered.</returns>
    public async Task<ScimException> AnswerAsync(HttpContext http, Exception failure)
    {
        ScimException error = Translate(http, failure);
        if (error.Status == StatusCodes.Status413PayloadTooLarge) metrics.Limited("size");
        else if (error.Type == ScimErrorType.TooMany) metrics.Limited("query");
        if (http.Response.HasStarted || error.Status == ClientIsGone)
        {
            http.Abort();
            return error;
        }

        if (error.Status is >= 500 and not 501) LogFailed(logger, http.Request.Method, http.GetEndpoint()?.DisplayName, error.Status, failure);
        http.Response.Headers.ETag = default;
        http.Response.Headers.Location = default;
        http.Response.Headers.ContentLocation = default;
        if (error.Status == 401) http.Response.Headers.WWWAuthenticate = BearerChallenge.Of(http.Request);
        if (error.RetryAfter is { } wait)
        {
            http.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        await ScimResponse.WriteAsync(http, error.Status, writer => ScimErrorWriter.Write(writer, error));
        return error;
    }

    /// <summary>What a failure is to the client.</summary>
    public static ScimException Translate(HttpContext http, Exception failure)
    {
        string? trace = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;
        return failure switch
        {
            ScimException known => known,
            RpcException rpc => RpcErrors.ToScimException(rpc, trace),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => ScimException.PayloadTooLarge("The body is larger than this server takes."),
            BadHttpRequestException bad => ScimException.BadRequest(bad.Message),
            _ when http.RequestAborted.IsCancellationRequested => RpcErrors.ToScimException(new RpcException(Status.DefaultCancelled)),
            _ => ScimException.Internal(trace, failure),
        };
    }

    [LoggerMessage(2201, LogLevel.Error, "{Method} {Endpoint} failed and answers {Status}")]
    private static partial void LogFailed(ILogger logger, string method, string? endpoint, int status, Exception failure);
}
