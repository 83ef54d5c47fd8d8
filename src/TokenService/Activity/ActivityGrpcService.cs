using Grpc.Core;
using MongoDB.Bson;
using Scim.Protocol.Errors;
using Scim.Protos.Tokens.V1;
using Scim.Tokens.Audit;
using Scim.Tokens.Documents;

namespace Scim.Tokens.Activity;

/// <summary>Keeps and lists records of provisioning, and lists the audit log.</summary>
internal sealed partial class ActivityGrpcService(TokenDatabase database, AuditLog audit, ActivityMetrics metrics, TimeProvider time, ILogger<ActivityGrpcService> logger)
    : ActivityService.ActivityServiceBase
{
    private const int MaxRecords = 1_000;

    private static readonly TimeSpan Life = TimeSpan.FromDays(30);

    private const int DefaultDays = 14;
    private const int MaxDays = 30;

    private readonly RecordStore<ActivityRecord> _records = new(database.Activity, Life);
    private readonly ActivityCounters _counters = new(database.ActivityCounts, Life);

    public override async Task<RecordActivityResponse> RecordActivity(RecordActivityRequest request, ServerCallContext context)
    {
        if (request.Records.Count > MaxRecords) throw ScimException.InvalidValue($"A request holds at most {MaxRecords} records.");
        if (request.Records.Any(record => record.Id.Length == 0 || record.TenantId.Length == 0 || record.At is null))
            throw ScimException.InvalidValue("A record needs an id, a tenant and a time.");

        if (request.Dropped > 0) Log.Dropped(logger, request.Dropped);
        IReadOnlyCollection<TimedRecord<ActivityRecord>> added = await _records.AddAsync(
            [.. request.Records.Select(record => new TimedRecord<ActivityRecord>(record, record.TenantId, record.Id, record.At.ToDateTimeOffset()))],
            context.CancellationToken);
        await _counters.AddAsync(added, context.CancellationToken);
        if (added.Count > 0) metrics.Written(time.GetUtcNow() - added.Min(record => record.At));
        return new RecordActivityResponse { Added = added.Count };
    }

    public override async Task<ListActivityResponse> ListActivity(ListActivityRequest request, ServerCallContext context)
    {
        var filter = new BsonDocument("tenant_id", request.TenantId);
        if (request.ConnectionId.Length > 0) filter.Add("connection_id", request.ConnectionId);
        if (request.ResourceId.Length > 0) filter.Add("resource_id", request.ResourceId);
        if (request.Actions.Count > 0) filter.Add("action", AnyOf(request.Actions.Select(action => (int)action)));
        if (request.Outcomes.Count > 0) filter.Add("outcome", AnyOf(request.Outcomes.Select(outcome => (int)outcome)));

        RecordPage<ActivityRecord> page = await _records.ListAsync(
            filter, request.From?.ToDateTimeOffset(), request.To?.ToDateTimeOffset(), request.PageToken, request.PageSize, context.CancellationToken);
        return new ListActivityResponse { Records = { page.Records }, NextPageToken = page.NextToken };
    }

    public override async Task<GetActivitySummaryResponse> GetActivitySummary(GetActivitySummaryRequest request, ServerCallContext context)
    {
        if (request.Days is < 0 or > MaxDays) throw ScimException.InvalidValue($"days is at most {MaxDays}.");

        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset first = now.AddDays(1 - (request.Days == 0 ? DefaultDays : request.Days));
        return new GetActivitySummaryResponse
        {
            Days = { await _counters.DaysAsync(request.TenantId, request.ConnectionId, first, context.CancellationToken) },
            LastCycle = await _counters.LastCycleAsync(request.TenantId, request.ConnectionId, now, context.CancellationToken),
        };
    }

    public override Task<ListAuditResponse> ListAudit(ListAuditRequest request, ServerCallContext context) =>
        audit.ListAsync(request, context.CancellationToken);

    private static BsonDocument AnyOf(IEnumerable<int> values) => new("$in", new BsonArray(values));

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Warning, "A gateway dropped {Count} records of provisioning")]
        public static partial void Dropped(ILogger logger, long count);
    }
}
