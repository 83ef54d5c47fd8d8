using System.Diagnostics;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;
using Scim.Protocol.Errors;

namespace Scim.ServiceDefaults.Errors;

/// <summary>
/// The boundary of a service: turns what a handler throws into google.rpc.Status with ErrorInfo. What nobody expects
/// is logged here, once, and told as a trace's id only.
/// </summary>
internal sealed partial class ErrorInterceptor(IEnumerable<ExceptionMapping> mappings, ILogger<ErrorInterceptor> logger) : Interceptor
{
    private readonly ExceptionMapping[] _mappings = [.. mappings];

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception error) when (error is not RpcException)
        {
            throw Translate(error, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception error) when (error is not RpcException)
        {
            throw Translate(error, context);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(requestStream, context);
        }
        catch (Exception error) when (error is not RpcException)
        {
            throw Translate(error, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception error) when (error is not RpcException)
        {
            throw Translate(error, context);
        }
    }

    private RpcException Translate(Exception error, ServerCallContext context)
    {
        if (error is ScimException known) return RpcErrors.ToRpcException(known);
        if (context.CancellationToken.IsCancellationRequested)
            return new RpcException(new Status(StatusCode.Cancelled, "The caller gave up, or its deadline passed."));

        foreach (ExceptionMapping mapping in _mappings)
        {
            if (mapping(error) is not { } mapped) continue;

            Log.Mapped(logger, error, context.Method, mapped.Status);
            return RpcErrors.ToRpcException(mapped);
        }

        Log.Unexpected(logger, error, context.Method);
        return RpcErrors.ToRpcException(ScimException.Internal(Activity.Current?.TraceId.ToString(), error));
    }

    private static partial class Log
    {
        [LoggerMessage(1101, LogLevel.Error, "{Method} failed unexpectedly")]
        public static partial void Unexpected(ILogger logger, Exception error, string method);

        [LoggerMessage(1102, LogLevel.Warning, "{Method} failed and answers {Status}")]
        public static partial void Mapped(ILogger logger, Exception error, string method, int status);
    }
}
