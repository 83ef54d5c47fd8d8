using System.Globalization;
using System.Text.Json;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Scim.Gateway.Clusters;
using Scim.Gateway.Limits;
using Scim.Gateway.ProvisioningLog;
using Scim.Protocol.Errors;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Callers;
using Scim.ServiceDefaults.Tokens;

namespace Scim.Gateway.OAuth;

/// <summary>
/// The token endpoint (RFC 6749 section 3.2): takes a form, asks TokenService, and answers in JSON. How often an address may try is
/// limited before anything is checked.
/// </summary>
internal sealed partial class TokenEndpoint(
    ClusterInvokers invokers, CallerKeys keys, TrafficGate traffic, GrantMetrics metrics, RequestActivity activity, TimeProvider time, ILogger<TokenEndpoint> logger)
{
    public const string Path = "/oauth2/token";

    private const int MaxBytes = 64 << 10;
    private const string Form = "application/x-www-form-urlencoded";

    private static readonly FormOptions Bounds = new() { ValueCountLimit = 20, KeyLengthLimit = 100, ValueLengthLimit = 32 << 10, BufferBody = false };
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly TokenService.TokenServiceClient _tokens = new(invokers.Tokens.AsService("gateway", keys));

    public async Task HandleAsync(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Pragma = "no-cache";
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.Headers.Allow = HttpMethods.Post;
            http.Response.StatusCode = HttpMethods.IsOptions(http.Request.Method) ? StatusCodes.Status204NoContent : StatusCodes.Status405MethodNotAllowed;
            return;
        }

        try
        {
            OAuthError? error = await ServeAsync(http);
            metrics.Answered(error);
            if (error is not null) await AnswerAsync(http, error);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            http.Abort();
        }
    }

    private async Task<OAuthError?> ServeAsync(HttpContext http)
    {
        try
        {
            traffic.RequireCheck(http.Connection.RemoteIpAddress);
        }
        catch (ScimException limit)
        {
            return OAuthError.Unavailable(limit.Status, limit.Detail, limit.RetryAfter);
        }

        (GrantAccessTokenRequest? request, OAuthError? error) = await ReadAsync(http);
        return request is null ? error : await GrantAsync(http, request);
    }

    private static async Task<(GrantAccessTokenRequest? Request, OAuthError? Error)> ReadAsync(HttpContext http)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out MediaTypeHeaderValue? type) || !type.MediaType.Equals(Form, StringComparison.OrdinalIgnoreCase))
            return (null, OAuthError.InvalidRequest($"The body has to be {Form}."));

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = MaxBytes;
        try
        {
            IFormCollection form = await new FormFeature(http.Request, Bounds).ReadFormAsync(http.RequestAborted);
            return TokenRequest.Read(form, http.Request.Headers.Authorization.ToString());
        }
        catch (Exception error) when (error is InvalidDataException or BadHttpRequestException)
        {
            return (null, OAuthError.InvalidRequest("The body is no form, or a larger one than is taken here."));
        }
    }

    private async Task<OAuthError?> GrantAsync(HttpContext http, GrantAccessTokenRequest request)
    {
        GrantAccessTokenResponse answer;
        try
        {
            answer = await _tokens.GrantAccessTokenAsync(request, cancellationToken: http.RequestAborted);
        }
        catch (RpcException error) when (!http.RequestAborted.IsCancellationRequested)
        {
            LogFailed(logger, error.StatusCode, error);
            return OAuthError.Unavailable(StatusCodes.Status503ServiceUnavailable, "Tokens cannot be granted for the moment.", RetryAfter);
        }

        if (answer.Outcome != TokenOutcome.Valid)
        {
            if (answer.Token is { } refused) activity.Refused(refused, answer.Detail);
            return OAuthError.InvalidClient(answer.Detail is { Length: > 0 } detail ? detail : "The client is not known, or its proof is not its own.");
        }

        TimeSpan left = answer.Token.Expires.ToDateTimeOffset() - time.GetUtcNow();
        await WriteAsync(http, StatusCodes.Status200OK, writer =>
        {
            writer.WriteString("access_token"u8, answer.Value);
            writer.WriteString("token_type"u8, "Bearer"u8);
            writer.WriteNumber("expires_in"u8, (long)left.TotalSeconds);
            writer.WriteString("scope"u8, AccessTokenClaims.NameOf(answer.Token.Scope));
        });
        return null;
    }

    private static Task AnswerAsync(HttpContext http, OAuthError error)
    {
        if (error.Status == StatusCodes.Status401Unauthorized) http.Response.Headers.WWWAuthenticate = "Basic realm=\"scim\"";
        if (error.RetryAfter is { } wait)
            http.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return WriteAsync(http, error.Status, writer =>
        {
            writer.WriteString("error"u8, error.Code);
            writer.WriteString("error_description"u8, error.Description);
        });
    }

    private static async Task WriteAsync(HttpContext http, int status, Action<Utf8JsonWriter> members)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await using (var writer = new Utf8JsonWriter(http.Response.BodyWriter))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    [LoggerMessage(2301, LogLevel.Warning, "An access token could not be granted ({Status})")]
    private static partial void LogFailed(ILogger logger, StatusCode status, Exception failure);
}
