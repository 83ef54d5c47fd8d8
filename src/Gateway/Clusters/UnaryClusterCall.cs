using Grpc.Core;
using Yarp.ReverseProxy.Model;

namespace Scim.Gateway.Clusters;

/// <summary>One unary call with its one or two attempts.</summary>
internal sealed class UnaryClusterCall<TRequest, TResponse> : IDisposable
    where TRequest : class
    where TResponse : class
{
    private readonly string _clusterId;
    private readonly ClusterCalls _calls;
    private readonly Method<TRequest, TResponse> _method;
    private readonly CallOptions _options;
    private readonly TRequest _request;
    private volatile AsyncUnaryCall<TResponse>? _current;
    private volatile bool _disposed;

    public UnaryClusterCall(string clusterId, ClusterCalls calls, Method<TRequest, TResponse> method, CallOptions options, TRequest request)
    {
        (_clusterId, _calls, _method, _options, _request) = (clusterId, calls, method, options, request);
        Response = RunAsync();
    }

    public Task<TResponse> Response { get; }

    /// <summary>The attempt that answered, or is under way.</summary>
    public AsyncUnaryCall<TResponse> Current => _current ?? throw new InvalidOperationException("The call has no attempt yet.");

    /// <summary>The headers of the attempt that answered.</summary>
    public async Task<Metadata> GetHeadersAsync()
    {
        await Response;
        return await Current.ResponseHeadersAsync;
    }

    public void Dispose()
    {
        _disposed = true;
        _current?.Dispose();
    }

    private async Task<TResponse> RunAsync()
    {
        DestinationState failed;
        using (ClusterCalls.Attempt first = _calls.Begin(_clusterId))
        {
            try
            {
                return await SendAsync(first).ConfigureAwait(false);
            }
            catch (RpcException error) when (TransportFailure.Is(error) && !_disposed && RetryRule.Allows(_method, _request))
            {
                failed = first.Destination;
            }
        }

        using ClusterCalls.Attempt second = _calls.Begin(_clusterId, failed);
        return await SendAsync(second).ConfigureAwait(false);
    }

    private async Task<TResponse> SendAsync(ClusterCalls.Attempt attempt)
    {
        try
        {
            _current = attempt.Invoker.AsyncUnaryCall(_method, null, _options, _request);
            return await _current.ResponseAsync.ConfigureAwait(false);
        }
        catch (RpcException error) when (TransportFailure.Is(error))
        {
            attempt.Failed();
            throw;
        }
    }
}
