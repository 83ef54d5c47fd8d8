using Grpc.Core;

namespace Scim.Gateway.Clusters;

/// <summary>The services' clusters, as gRPC call invokers.</summary>
internal sealed class ClusterInvokers(ClusterCalls calls)
{
    public CallInvoker Users { get; } = new ClusterCallInvoker("users", calls);

    public CallInvoker Groups { get; } = new ClusterCallInvoker("groups", calls);

    public CallInvoker Tokens { get; } = new ClusterCallInvoker("tokens", calls);
}
