using Grpc.Core;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Callers;
using Scim.Storage.Removal;
using Scim.Tokens.Audit;
using Scim.Tokens.Documents;
using Scim.Tokens.Tenants;

namespace Scim.Tokens.Removal;

/// <summary>Hands out the removal of deleted tenants, and removes what this service has of them.</summary>
internal sealed partial class TenantRemovalGrpcService(
    TokenDatabase database, RemovalJournal journal, TenantStore tenants, AuditLog audit, TimeProvider time, ILogger<TenantRemovalGrpcService> logger)
    : TenantRemovalService.TenantRemovalServiceBase
{
    private const int MostAtOnce = 1_000;
    private const string TenantId = "tenant_id";

    public override async Task<TakeTenantRemovalResponse> TakeTenantRemoval(TakeTenantRemovalRequest request, ServerCallContext context)
    {
        if (request.Holder.Length is 0 or > 100) throw ScimException.InvalidValue("A holder has 1 to 100 characters.");

        List<string> deleting = await tenants.DeletingAsync(context.CancellationToken);
        return await journal.TakeAsync(deleting, request.Holder, context.CancellationToken) is ({ } tenantId, { } removal)
            ? new TakeTenantRemovalResponse { TenantId = tenantId, Removal = removal }
            : new TakeTenantRemovalResponse();
    }

    public override async Task<AdvanceTenantRemovalResponse> AdvanceTenantRemoval(AdvanceTenantRemovalRequest request, ServerCallContext context)
    {
        CancellationToken cancellationToken = context.CancellationToken;
        if (request.RequestId.Length is 0 or > 200) throw ScimException.InvalidValue("request_id must have 1 to 200 characters.");
        TenantRemoval held = await journal.HeldAsync(request.TenantId, request.Holder, cancellationToken) ?? throw Lost();
        (IReadOnlyList<RemovedPart> own, bool complete) = await TenantRemover.RemoveAsync(
            Parts(request.TenantId), MostAtOnce, count: held.Parts.Count == 0, cancellationToken);
        RemovedPart[] parts = [.. request.Parts, .. own];
        bool nothingLeft = complete && request.Complete && parts.All(part => part.Removed == 0);
        (TenantRemoval removal, bool again) = await journal.KeepAsync(
            request.TenantId, request.Holder, request.RequestId, parts, nothingLeft, cancellationToken) ?? throw Lost();
        if (removal.Finished is not null) await EndAsync(request.TenantId, context.GetCaller(), cancellationToken);
        return new AdvanceTenantRemovalResponse { Removal = removal, Again = again };
    }

    private static ScimException Lost() => ScimException.Conflict("Another process works on the removal.");

    // The audit log stays: it tells who deleted the tenant, and expires by itself.
    private TenantPart[] Parts(string tenantId) =>
    [
        TenantPart.Of("records", database.Tokens, tenantId, TenantId),
        TenantPart.Of("records", database.TokenUses, tenantId, TenantId),
        TenantPart.Of("records", database.ClientSecrets, tenantId, TenantId),
        TenantPart.Of("records", database.AssertionUses, tenantId, TenantId),
        TenantPart.Under("records", database.Connections, tenantId, TenantId),
        TenantPart.Under("records", database.Activity, tenantId, TenantId),
        TenantPart.Under("records", database.ActivityCounts, tenantId, TenantId),
        TenantPart.Under("records", database.Deletions, tenantId, TenantId),
        TenantPart.Under("records", database.Bindings, tenantId, TenantId),
        TenantPart.One(database.SignOns, tenantId),
        TenantPart.One(database.TenantSchemas, tenantId),
    ];

    private async Task EndAsync(string tenantId, CallerAssertion caller, CancellationToken cancellationToken)
    {
        var by = new Mutation("RemoveTenant", $"removal:{tenantId}", caller, time.GetUtcNow());
        (Tenant tenant, IReadOnlyList<string> changed) = await tenants.EndAsync(tenantId, by, cancellationToken);
        await audit.RecordAsync(by, tenantId, new AuditTarget("tenant", tenant.Id, ""), changed, cancellationToken);
        LogEnded(logger, tenantId);
    }

    [LoggerMessage(4301, LogLevel.Information, "All data of tenant {Tenant} is removed")]
    private static partial void LogEnded(ILogger logger, string tenant);
}
