using System.Net.Sockets;
using Grpc.Core;

namespace Scim.Gateway.Clusters;

/// <summary>
/// Tells an instance that cannot be reached from one that answered with an error. Only the first says anything about
/// the instance: a database that is down must not empty a cluster.
/// </summary>
internal static class TransportFailure
{
    public static bool Is(RpcException error)
    {
        if (error.StatusCode is not (StatusCode.Unavailable or StatusCode.Internal))
        {
            return false;
        }

        // Only a client puts an exception into a status; what came over the wire has none.
        for (Exception? cause = error.Status.DebugException; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpRequestException or IOException or SocketException)
            {
                return true;
            }
        }

        return false;
    }
}
