using Grpc.Core;
using Yarp.ReverseProxy.Model;

namespace Scim.Gateway.Clusters;

/// <summary>
/// One call that a server answers with a stream, and the reader of that stream. Where the transport fails before the
/// first message the call is sent once more, elsewhere: every RPC of this kind only reads.
/// </summary>
internal sealed class StreamingClusterCall<TRequest, TResponse> : IAsyncStreamReader<TResponse>, IDisposable
    where TRequest : class
    where TResponse : class
{
    private readonly string _clusterId;
    private readonly ClusterCalls _calls;
    private readonly Method<TRequest, TResponse> _method;
    private readonly CallOptions _options;
    private readonly TRequest _request;
    private ClusterCalls.Attempt _attempt = null!;
    private bool _settled;

    public StreamingClusterCall(string clusterId, ClusterCalls calls, Method<TRequest, TResponse> method, CallOptions options, TRequest request)
    {
        (_clusterId, _calls, _method, _options, _request) = (clusterId, calls, method, options, request);
        Call = Begin(failed: null);
    }

    /// <summary>The attempt that answered, or is under way.</summary>
    public AsyncServerStreamingCall<TResponse> Call { get; private set; }

    public TResponse Current => Call.ResponseStream.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                bool more = await Call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false);
                _settled = true;
                if (!more) _attempt.Dispose();
                return more;
            }
            catch (RpcException error)
            {
                bool failed = TransportFailure.Is(error);
                if (failed) _attempt.Failed();
                Dispose();
                if (!failed || _settled || cancellationToken.IsCancellationRequested) throw;
            }

            _settled = true;
            Call = Begin(_attempt.Destination);
        }
    }

    public void Dispose()
    {
        Call.Dispose();
        _attempt.Dispose();
    }

    private AsyncServerStreamingCall<TResponse> Begin(DestinationState? failed)
    {
        _attempt = _calls.Begin(_clusterId, failed);
        try
        {
            return _attempt.Invoker.AsyncServerStreamingCall(_method, null, _options, _request);
        }
        catch
        {
            _attempt.Dispose();
            throw;
        }
    }
}
