using Grpc.Core;
using Scim.Protos.Common.V1;
using Scim.ServiceDefaults.Callers;
using Scim.Storage.Resources;

namespace Scim.Groups.Groups;

/// <summary>Turns an RPC's context into the store's: on whose behalf, until when.</summary>
internal static class GroupCall
{
    /// <summary>The store call of a request.</summary>
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
