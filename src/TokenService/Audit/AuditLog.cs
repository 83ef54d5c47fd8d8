using MongoDB.Bson;
using Scim.Protos.Tokens.V1;
using Scim.Tokens.Activity;
using Scim.Tokens.Documents;

namespace Scim.Tokens.Audit;

/// <summary>Who did what to tenants, connections and tokens, for two years.</summary>
internal sealed class AuditLog(TokenDatabase database)
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(2 * 365);

    private readonly RecordStore<AuditRecord> _records = new(database.Audit, Life);

    /// <summary>Records one act. A retry of the same mutation is recorded once.</summary>
    public Task RecordAsync(
        Mutation by, string tenantId, AuditTarget target, IEnumerable<string> changedFields, CancellationToken cancellationToken)
    {
        var record = new AuditRecord
        {
            Id = $"{by.RequestId}:{by.Action}:{target.Id}",
            TenantId = tenantId,
            At = by.Time,
            Actor = by.Caller.Actor,
            ActorKind = by.Caller.Kind,
            Address = by.Caller.Address,
            Action = by.Action,
            TargetType = target.Type,
            TargetId = target.Id,
            TargetName = target.Name,
            RequestId = by.RequestId,
            ChangedFields = { changedFields },
        };
        return _records.AddAsync([new(record, tenantId, record.Id, by.At)], cancellationToken);
    }

    /// <summary>Whether a mutation was recorded as done: a retry of a deletion finds nothing else.</summary>
    public Task<bool> HasAsync(Mutation by, string tenantId, string targetId, CancellationToken cancellationToken) =>
        _records.HasAsync(tenantId, $"{by.RequestId}:{by.Action}:{targetId}", cancellationToken);

    public async Task<ListAuditResponse> ListAsync(ListAuditRequest request, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument("tenant_id", request.TenantId);
        if (request.TargetId.Length > 0) filter.Add("target_id", request.TargetId);

        RecordPage<AuditRecord> page = await _records.ListAsync(
            filter, request.From?.ToDateTimeOffset(), request.To?.ToDateTimeOffset(), request.PageToken, request.PageSize, cancellationToken);
        return new ListAuditResponse { Records = { page.Records }, NextPageToken = page.NextToken };
    }
}
