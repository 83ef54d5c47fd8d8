using Scim.Protocol.Schema;
using Scim.Storage.Resources;

namespace Scim.Storage.Indexes;

/// <summary>The plan of lookup keys of each tenant.</summary>
internal sealed class KeyPlans
{
    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<ScimResourceType, KeyPlan> _own = [];

    /// <summary>The plan that a call writes and reads by.</summary>
    public ValueTask<KeyPlan> OfAsync(StoreCall call, ScimResourceType type, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<KeyPlan>(_own.GetValue(type, KeyPlan.Of));
    }
}
