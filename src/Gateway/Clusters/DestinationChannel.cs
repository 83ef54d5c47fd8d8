using Grpc.Core;
using Grpc.Net.Client;

namespace Scim.Gateway.Clusters;

/// <summary>
/// The gRPC channel of one address. Each call holds a lease; a retired channel gets no new ones and is disposed when
/// the last has ended, so that a change of configuration ends no call.
/// </summary>
internal sealed class DestinationChannel(string address, GrpcChannel channel)
{
    private readonly Lock _gate = new();
    private int _leases;
    private bool _retired;

    public string Address { get; } = address;

    public CallInvoker Invoker { get; } = channel.CreateCallInvoker();

    public bool TryLease()
    {
        lock (_gate)
        {
            if (_retired)
            {
                return false;
            }

            _leases++;
            return true;
        }
    }

    public void Release()
    {
        bool last;
        lock (_gate)
        {
            last = --_leases == 0 && _retired;
        }

        if (last)
        {
            channel.Dispose();
        }
    }

    public void Retire()
    {
        bool idle;
        lock (_gate)
        {
            idle = !_retired && _leases == 0;
            _retired = true;
        }

        if (idle)
        {
            channel.Dispose();
        }
    }
}
