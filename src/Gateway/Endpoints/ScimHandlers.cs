using System.Threading.RateLimiting;
using Scim.Gateway.ProvisioningLog;
using Scim.Gateway.Authentication;
using Scim.Gateway.Limits;
using Scim.Protocol.Errors;
using Scim.ServiceDefaults.Callers;
using Scim.ServiceDefaults.Telemetry;

namespace Scim.Gateway.Endpoints;

/// <summary>What every SCIM request goes through: it gets an id, its caller is found, and its failure is answered.</summary>
internal sealed class ScimHandlers(TokenAuthentication authentication, TrafficGate traffic, PublicUrl url, CallerKeys keys, ScimErrors errors, RequestActivity activity, TimeProvider time, ILogger<ScimHandlers> logger)
{
    /// <summary>A handler as an endpoint.</summary>
    public RequestDelegate Of(Func<ScimRequest, Task> handle) => async http =>
    {
        http.Response.Headers[ScimRequest.RequestIdHeader] = Guid.CreateVersion7().ToString();
        http.Response.Headers.CacheControl = "no-store"; // personal data; ETags are for clients, not for caches between
        http.Response.Headers.XContentTypeOptions = "nosniff";
        long started = time.GetTimestamp();
        ScimRequest? request = null;
        ScimException? answered = null;
        IDisposable? tenant = null;
        try
        {
            Acceptance.Require(http.Request.Headers.Accept);
            ScimCaller caller = await authentication.AuthenticateAsync(http);
            RequireOwnTenant(http, caller);
            tenant = TenantTelemetry.Mark(logger, caller.TenantId);
            using RateLimitLease turn = await traffic.EnterAsync(caller, http.RequestAborted);
            request = new ScimRequest(http, caller, url.BaseUrl(http), keys);
            await handle(request);
        }
        catch (Exception failure)
        {
            answered = await errors.AnswerAsync(http, failure);
        }
        finally
        {
            activity.Ended(request, answered, http, started);
            tenant?.Dispose();
        }
    };

    /// <summary>Serves an operation of a bulk on an exchange of its own, for the bulk's caller.</summary>
    public async Task ServeAsync(ScimRequest bulk, HttpContext exchange, Func<ScimRequest, Task> handle)
    {
        exchange.Response.Headers[ScimRequest.RequestIdHeader] = Guid.CreateVersion7().ToString();
        long started = time.GetTimestamp();
        var request = new ScimRequest(exchange, bulk.Caller, bulk.BaseUrl, keys);
        ScimException? answered = null;
        try
        {
            await handle(request);
        }
        catch (Exception failure) when (!exchange.RequestAborted.IsCancellationRequested)
        {
            answered = await errors.AnswerAsync(exchange, failure);
        }
        finally
        {
            activity.Ended(request, answered, exchange, started);
        }
    }

    /// <summary>The answer to a method that a path does not take.</summary>
    public RequestDelegate NotAllowed(string allowed) => Of(request =>
    {
        HttpContext http = request.Http;
        http.Response.Headers.Allow = $"{allowed}, OPTIONS";
        if (HttpMethods.IsOptions(http.Request.Method))
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        throw ScimException.MethodNotAllowed($"{request.Http.Request.Method} is not possible here; {allowed} is.");
    });

    /// <summary>The answer to what is no SCIM path at all, whoever asks.</summary>
    public Task NowhereAsync(HttpContext http) => errors.AnswerAsync(http, ScimException.NotFound("There is no such endpoint. SCIM is at /tenants/{tenant}/scim/v2."));

    /// <summary>The answer to a path that there is not.</summary>
    public RequestDelegate NotFound() => Of(_ => throw ScimException.NotFound("There is no such endpoint."));

    // The tenant of the path may be guessed; whether it exists is told to nobody.
    private static void RequireOwnTenant(HttpContext http, ScimCaller caller)
    {
        if (http.Request.RouteValues["tenantId"] is string tenantId && tenantId != caller.TenantId)
        {
            throw ScimException.Unauthorized("The token is not valid for this tenant.");
        }
    }
}
