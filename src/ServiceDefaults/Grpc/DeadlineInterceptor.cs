using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Scim.ServiceDefaults.Grpc;

/// <summary>Gives each unary call a deadline where its caller set none. Streams live until they are cancelled.</summary>
/// <param name="time">The clock.</param>
/// <param name="deadline">How long a call may take.</param>
public sealed class DeadlineInterceptor(TimeProvider time, TimeSpan deadline) : Interceptor
{
    /// <inheritdoc/>
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        if (context.Options.Deadline is not null) return continuation(request, context);

        CallOptions options = context.Options.WithDeadline((time.GetUtcNow() + deadline).UtcDateTime);
        return continuation(request, new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, options));
    }
}
