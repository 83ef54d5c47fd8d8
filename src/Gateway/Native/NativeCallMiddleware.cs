using System.Globalization;
using Grpc.Core;
using Scim.Gateway.Authentication;
using Scim.Gateway.Endpoints;
using Scim.Protocol.Errors;
using Scim.ServiceDefaults.Callers;

namespace Scim.Gateway.Native;

/// <summary>
/// Stands first in the proxy's pipeline. Identity that came with a request goes no further; a call of the product's own
/// services gets a caller assertion in place of its credential, or is refused as gRPC refuses.
/// </summary>
internal sealed class NativeCallMiddleware(
    RequestDelegate next, TokenAuthentication authentication, TokenCache tokens, NativeCalls calls, CallerKeys keys)
{
    public async Task InvokeAsync(HttpContext context)
    {
        context.Request.Headers.Remove(CallerMetadata.Name);
        if (!NativeRoutes.IsNative(context.GetReverseProxyFeature().Route.Config))
        {
            await next(context);
            return;
        }

        if (!HttpProtocol.IsHttp2(context.Request.Protocol) && !HttpProtocol.IsHttp3(context.Request.Protocol))
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return;
        }

        (ScimCaller Caller, NativeCall Call) begun;
        try
        {
            begun = await BeginAsync(context);
        }
        catch (Exception failure)
        {
            Refuse(context, failure);
            return;
        }

        using NativeCall call = begun.Call;
        context.Request.Headers.Authorization = default;
        context.Request.Headers[CallerMetadata.Name] = Convert.ToBase64String(keys.Sign(begun.Caller.Assertion));
        await next(context);
    }

    // A revocation that comes between the look at the credential and the call's place in the list would miss the call: look again.
    private async Task<(ScimCaller Caller, NativeCall Call)> BeginAsync(HttpContext context)
    {
        while (true)
        {
            int generation = tokens.Generation;
            ScimCaller caller = await authentication.AuthenticateProductAsync(context);
            NativeCall call = calls.Begin(caller, context);
            if (generation == tokens.Generation) return (caller, call);
            call.Dispose();
        }
    }

    private static void Refuse(HttpContext context, Exception failure)
    {
        if (context.RequestAborted.IsCancellationRequested) return;
        RpcException refusal = RpcErrors.ToRpcException(ScimErrors.Translate(context, failure));
        context.Response.ContentType = "application/grpc";
        context.Response.Headers.GrpcStatus = ((int)refusal.StatusCode).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.GrpcMessage = Uri.EscapeDataString(refusal.Status.Detail);
        foreach (Metadata.Entry trailer in refusal.Trailers) context.Response.Headers[trailer.Key] = Convert.ToBase64String(trailer.ValueBytes);
    }
}
