using System.Diagnostics;
using System.Diagnostics.Metrics;
using Google.Protobuf.WellKnownTypes;
using Scim.Gateway.Authentication;
using Scim.Gateway.Endpoints;
using Scim.Gateway.Limits;
using Scim.Protocol.Errors;
using Scim.Protos.Tokens.V1;

namespace Scim.Gateway.ProvisioningLog;

/// <summary>
/// Keeps account of requests: a record of each that changes something or fails, for the provisioning log, and the metric
/// <c>scim.gateway.request.duration</c> by operation, resource type and outcome.
/// </summary>
internal sealed class RequestActivity(ActivityRecorder recorder, IMeterFactory meters, TimeProvider time)
{
    private readonly Histogram<double> _durations = meters.Create(TrafficMetrics.MeterName).CreateHistogram<double>(
        "scim.gateway.request.duration", "s", "Duration of SCIM requests");

    /// <summary>A request has ended.</summary>
    /// <param name="request">The request; null where its caller was not found.</param>
    /// <param name="failure">What was answered instead; null for success.</param>
    /// <param name="http">The exchange.</param>
    /// <param name="started">The timestamp of its begin.</param>
    public void Ended(ScimRequest? request, ScimException? failure, HttpContext http, long started)
    {
        TimeSpan duration = time.GetElapsedTime(started);
        ActivityNote? note = request?.Activity;
        var tags = new TagList
        {
            { "operation", Name(note?.Action ?? ActivityAction.Read) },
            { "resource_type", note?.Type?.Name ?? "none" },
            { "outcome", failure is null ? "success" : failure.Status >= 500 ? "error" : "refused" },
            { "http.response.status_code", http.Response.StatusCode },
        };
        _durations.Record(duration.TotalSeconds, tags);
        if (request is null || note?.Type is null || (failure is null && note.Action == ActivityAction.Read)) return;
        recorder.Add(Record(request, note, failure, http, duration));
    }

    /// <summary>A token was refused that is known.</summary>
    public void Refused(Token token, string detail) => recorder.Add(new ActivityRecord
    {
        TenantId = token.TenantId,
        ConnectionId = token.ConnectionId,
        Action = ActivityAction.Read,
        Outcome = ActivityOutcome.Failure,
        HttpStatus = StatusCodes.Status401Unauthorized,
        Detail = detail,
        Actor = token.Id,
    });

    private static ActivityRecord Record(ScimRequest request, ActivityNote note, ScimException? failure, HttpContext http, TimeSpan duration)
    {
        ScimCaller caller = request.Caller;
        return new ActivityRecord
        {
            TenantId = caller.TenantId,
            ConnectionId = caller.ConnectionId,
            RequestId = http.Response.Headers[ScimRequest.RequestIdHeader].ToString(),
            Action = note.Action,
            Outcome = failure is not null ? ActivityOutcome.Failure : note.Unchanged ? ActivityOutcome.NoChange : ActivityOutcome.Success,
            ResourceType = note.Type!.Name,
            ResourceId = note.ResourceId,
            ResourceName = note.ResourceName,
            ChangedPaths = { note.ChangedPaths },
            HttpStatus = http.Response.StatusCode,
            ScimType = failure?.Type?.ToScim() ?? "",
            Detail = failure?.Message ?? "",
            Actor = caller.Assertion.Actor,
            Duration = Duration.FromTimeSpan(duration),
        };
    }

    private static string Name(ActivityAction action) => action switch
    {
        ActivityAction.Create => "create",
        ActivityAction.Update => "update",
        ActivityAction.Disable => "disable",
        ActivityAction.Enable => "enable",
        ActivityAction.Delete => "delete",
        ActivityAction.ChangeMembers => "change_members",
        _ => "read",
    };
}
