using Grpc.Core;

namespace Scim.Gateway.Clusters;

/// <summary>
/// A gRPC call invoker over one YARP cluster: each call goes to an available destination with the fewest calls under
/// way, has a deadline, and is sent once more elsewhere if the transport failed and <see cref="RetryRule"/> allows it.
/// </summary>
internal sealed class ClusterCallInvoker(string clusterId, ClusterCalls calls) : CallInvoker
{
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new UnaryClusterCall<TRequest, TResponse>(clusterId, calls, method, calls.WithDeadline(options), request);
        return new AsyncUnaryCall<TResponse>(
            call.Response,
            static state => ((UnaryClusterCall<TRequest, TResponse>)state).GetHeadersAsync(),
            static state => ((UnaryClusterCall<TRequest, TResponse>)state).Current.GetStatus(),
            static state => ((UnaryClusterCall<TRequest, TResponse>)state).Current.GetTrailers(),
            static state => ((UnaryClusterCall<TRequest, TResponse>)state).Dispose(),
            call);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        // A stream lives as long as its reader wants; the deadline of a call is not its own.
        var call = new StreamingClusterCall<TRequest, TResponse>(clusterId, calls, method, options, request);
        return new AsyncServerStreamingCall<TResponse>(
            call,
            static state => ((StreamingClusterCall<TRequest, TResponse>)state).Call.ResponseHeadersAsync,
            static state => ((StreamingClusterCall<TRequest, TResponse>)state).Call.GetStatus(),
            static state => ((StreamingClusterCall<TRequest, TResponse>)state).Call.GetTrailers(),
            static state => ((StreamingClusterCall<TRequest, TResponse>)state).Dispose(),
            call);
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        throw new NotSupportedException("Calls are asynchronous here.");

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        throw new NotSupportedException("No RPC of the system streams from the client.");

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        throw new NotSupportedException("No RPC of the system streams from the client.");
}
