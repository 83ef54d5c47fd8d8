using System.Collections.Concurrent;
using Scim.Gateway.Authentication;
using Scim.Gateway.Limits;
using Scim.Protos.Tokens.V1;

namespace Scim.Gateway.Native;

/// <summary>
/// The calls under way of the product's own services, so that a stream does not outlive the credential that opened it: it
/// ends with the credential, and with everything that makes knowledge of it stale. Its reader opens it again, if it may.
/// </summary>
internal sealed class NativeCalls
{
    private readonly ConcurrentDictionary<NativeCall, ScimCaller> _open = new(ReferenceEqualityComparer.Instance);
    private readonly TimeProvider _time;

    public NativeCalls(QueueMetrics queues, TimeProvider time)
    {
        _time = time;
        queues.Add("native", () => _open.Count);
    }

    /// <summary>Holds a call until what is returned is disposed.</summary>
    public NativeCall Begin(ScimCaller caller, HttpContext context)
    {
        var call = new NativeCall(this, context, caller.Expires, _time);
        _open[call] = caller;
        return call;
    }

    /// <summary>Ends the calls that a revocation concerns.</summary>
    public void End(Revocation revocation)
    {
        foreach ((NativeCall call, ScimCaller caller) in _open)
        {
            bool isConcerned = revocation.Kind == RevocationKind.Token
                ? caller.Assertion.Actor == revocation.TokenId
                : revocation.Kind != RevocationKind.Connection && caller.TenantId == revocation.TenantId;
            if (isConcerned) call.Abort();
        }
    }

    /// <summary>Ends all calls: nobody knows what was revoked.</summary>
    public void EndAll()
    {
        foreach ((NativeCall call, _) in _open) call.Abort();
    }

    /// <summary>A call has ended by itself.</summary>
    public void Remove(NativeCall call) => _open.TryRemove(call, out _);
}
