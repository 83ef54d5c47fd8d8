using Grpc.Core;

namespace Scim.Gateway.Clusters;

/// <summary>A server's stream that ends its attempt when it ends, and tells when the transport failed.</summary>
internal sealed class ClusterStreamReader<T>(IAsyncStreamReader<T> inner, ClusterCalls.Attempt attempt) : IAsyncStreamReader<T>
{
    public T Current => inner.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        try
        {
            if (await inner.MoveNext(cancellationToken).ConfigureAwait(false))
            {
                return true;
            }

            attempt.Dispose();
            return false;
        }
        catch (RpcException error)
        {
            if (TransportFailure.Is(error))
            {
                attempt.Failed();
            }

            attempt.Dispose();
            throw;
        }
    }
}
