using Grpc.Core;
using Scim.Protos.Common.V1;
using Scim.ServiceDefaults.Callers;
using Scim.ServiceDefaults.Schemas;
using Scim.Storage.Resources;

namespace Scim.Groups.Groups;

/// <summary>Turns an RPC's context into the store's: on whose behalf, until when, and what the tenant's groups have.</summary>
internal sealed class GroupCalls(TenantSchemas schemas)
{
    /// <summary>The store call of a request.</summary>
    /// <param name="context">The RPC's context.</param>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="schemaVersion">The version of the tenant's schemas that the request names.</param>
    /// <param name="requestId">Names a mutation.</param>
    public async ValueTask<StoreCall> OfAsync(ServerCallContext context, string tenantId, long schemaVersion, string requestId = "")
    {
        StoreCall call = Of(context, tenantId, requestId);
        return call with { Type = (await schemas.ForAsync(context.GetCaller(), tenantId, schemaVersion, context.CancellationToken)).Group };
    }

    /// <summary>The store call of a replacement: values of schemas that its sender does not name stay as they are.</summary>
    public async ValueTask<StoreCall> OfReplaceAsync(ServerCallContext context, string tenantId, long schemaVersion, string requestId)
    {
        StoreCall call = Of(context, tenantId, requestId);
        return call with { Type = (await schemas.OfAsync(tenantId, schemaVersion, context.CancellationToken)).Group };
    }

    /// <summary>The store call of a request that no schema matters to.</summary>
    public static StoreCall Of(ServerCallContext context, string tenantId, string requestId = "")
    {
        if (tenantId.Length == 0) throw Protocol.Errors.ScimException.InvalidValue("tenant_id is empty.");
        CallerAssertion caller = context.GetCaller();
        return new StoreCall(tenantId)
        {
            ConnectionId = caller.ConnectionId,
            Actor = caller.Actor,
            RequestId = requestId,
            Deadline = context.Deadline == DateTime.MaxValue
                ? DateTimeOffset.MaxValue
                : new DateTimeOffset(DateTime.SpecifyKind(context.Deadline, DateTimeKind.Utc)),
        };
    }
}
