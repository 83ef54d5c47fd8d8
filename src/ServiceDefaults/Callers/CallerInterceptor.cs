using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;
using Scim.ServiceDefaults.Telemetry;

namespace Scim.ServiceDefaults.Callers;

/// <summary>
/// Lets a request in when its metadata holds a caller that we signed, and that caller is what the RPC's option
/// (scim.common.v1.requires) says. An RPC without the option is refused, and so is one that streams requests.
/// </summary>
internal sealed partial class CallerInterceptor(CallerKeys keys, ILogger<CallerInterceptor> logger) : Interceptor
{
    private static readonly string[] OpenToAll = ["/grpc.health.v1.Health/", "/grpc.reflection.v1."];

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        using IDisposable? tenant = Admit(request as IMessage, context);
        return await continuation(request, context);
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using IDisposable? tenant = Admit(request as IMessage, context);
        await continuation(request, responseStream, context);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Admit(null, context);
        return continuation(requestStream, context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Admit(null, context);
        return continuation(requestStream, responseStream, context);
    }

    // Lets the caller in, and marks what is logged of the call with its tenant.
    private IDisposable? Admit(IMessage? request, ServerCallContext context)
    {
        foreach (string prefix in OpenToAll) if (context.Method.StartsWith(prefix, StringComparison.Ordinal)) return null;

        CallerAssertion? caller = context.RequestHeaders.GetValueBytes(CallerMetadata.Name) is { } metadata ? keys.Verify(metadata) : null;
        if (caller is null)
        {
            Log.NoCaller(logger, context.Method);
            throw ScimException.Unauthorized("The call carries no valid caller assertion.");
        }

        CallerRule? rule = request is null ? null : CallerRule.Of(context.Method, request);
        string? refusal = rule is null ? "no rule" : rule.Refuse(caller, request!);
        if (refusal is not null)
        {
            Log.Refused(logger, context.Method, refusal, caller.Kind, caller.TenantId);
            throw ScimException.Forbidden("The caller may not make this call.");
        }

        context.UserState[CallerMetadata.Name] = caller;
        return TenantTelemetry.Mark(logger, rule!.TenantOf(request!));
    }

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Warning, "{Method} refused: no valid caller assertion")]
        public static partial void NoCaller(ILogger logger, string method);

        [LoggerMessage(1002, LogLevel.Warning, "{Method} refused by {Rule}: caller of kind {Kind}, tenant {TenantId}")]
        public static partial void Refused(ILogger logger, string method, string rule, CallerKind kind, string tenantId);
    }
}
