using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Scim.Protocol.Errors;

/// <summary>
/// The one table between errors of SCIM and errors of gRPC. A service's error travels as google.rpc.Status with
/// <c>ErrorInfo{reason, domain: "scim"}</c> (and RetryInfo) in the trailer <c>grpc-status-details-bin</c>; its reason
/// decides what comes back. An error without it is one of the transport or of the runtime, and its code decides.
/// </summary>
public static class RpcErrors
{
    /// <summary>The domain of our ErrorInfo.</summary>
    public const string Domain = "scim";

    private const string QuotaReached = "QUOTA_REACHED";
    private const string Trailer = "grpc-status-details-bin";

    private static readonly TimeSpan DefaultRetry = TimeSpan.FromSeconds(5);

    // Statuses without a scimType, both ways. The first row of a status is what is sent.
    private static readonly (int Status, StatusCode Code, string Reason)[] Table =
    [
        (400, StatusCode.InvalidArgument, "BAD_REQUEST"),
        (401, StatusCode.Unauthenticated, "UNAUTHENTICATED"),
        (403, StatusCode.PermissionDenied, "FORBIDDEN"),
        (403, StatusCode.ResourceExhausted, QuotaReached),
        (404, StatusCode.NotFound, "NOT_FOUND"),
        (405, StatusCode.Unimplemented, "METHOD_NOT_ALLOWED"),
        (409, StatusCode.AlreadyExists, "CONFLICT"),
        (412, StatusCode.FailedPrecondition, "PRECONDITION_FAILED"),
        (413, StatusCode.ResourceExhausted, "PAYLOAD_TOO_LARGE"),
        (415, StatusCode.InvalidArgument, "UNSUPPORTED_MEDIA_TYPE"),
        (429, StatusCode.ResourceExhausted, "TOO_MANY_REQUESTS"),
        (501, StatusCode.Unimplemented, "NOT_IMPLEMENTED"),
        (503, StatusCode.Unavailable, "UNAVAILABLE"),
        (504, StatusCode.DeadlineExceeded, "DEADLINE_EXCEEDED"),
        (500, StatusCode.Internal, "INTERNAL"),
    ];

    /// <summary>The gRPC status code that an error travels under.</summary>
    public static StatusCode ToStatusCode(ScimException error) => error.Type switch
    {
        null when error.IsQuota => StatusCode.ResourceExhausted,
        null => Row(error.Status).Code,
        ScimErrorType.Uniqueness => StatusCode.AlreadyExists,
        _ => StatusCode.InvalidArgument,
    };

    /// <summary>The error as gRPC sends it: code, detail, ErrorInfo, and RetryInfo where it has a Retry-After.</summary>
    public static RpcException ToRpcException(ScimException error)
    {
        StatusCode code = ToStatusCode(error);
        string reason = error.Type is { } type ? type.ToReason() : error.IsQuota ? QuotaReached : Row(error.Status).Reason;
        var status = new Google.Rpc.Status { Code = (int)code, Message = error.Detail };
        status.Details.Add(Any.Pack(new ErrorInfo { Reason = reason, Domain = Domain }));
        if (error.RetryAfter is { } wait)
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(wait) }));

        return new RpcException(
            new Grpc.Core.Status(code, error.Detail),
            new Metadata { { Trailer, status.ToByteArray() } },
            error.Detail);
    }

    /// <summary>
    /// The error that an RPC ended with. UNAUTHENTICATED and PERMISSION_DENIED between our own processes become 500:
    /// a 401 would put the customer's provisioning into quarantine. CANCELLED becomes 499: its caller is gone, so
    /// close the connection. Whatever is not in the table becomes 500 with <paramref name="traceId"/> and no detail.
    /// </summary>
    public static ScimException ToScimException(RpcException error, string? traceId = null)
    {
        (string? reason, TimeSpan? retry) = Details(error);
        string detail = error.Status.Detail;
        if (reason is not null && ScimErrorTypes.FromReason(reason) is { } type)
            return ScimException.Reported(type.Status(), detail, type, null);

        int status = StatusOf(error.StatusCode, reason);
        return status switch
        {
            500 => ScimException.Internal(traceId, error),
            403 => ScimException.QuotaReached(detail),
            413 when reason is null => ScimException.PayloadTooLarge("The request or its answer is larger than this server takes."),
            429 => ScimException.Reported(status, detail, null, retry ?? DefaultRetry),
            503 when reason is null => ScimException.Unavailable(retry ?? DefaultRetry),
            503 => ScimException.Reported(status, detail, null, retry ?? DefaultRetry),
            504 when reason is null => ScimException.Timeout(),
            _ => ScimException.Reported(status, detail, null, null),
        };
    }

    private static (int Status, StatusCode Code, string Reason) Row(int status) =>
        Array.Find(Table, row => row.Status == status) is { Reason: not null } row ? row : Table[^1];

    private static int StatusOf(StatusCode code, string? reason) => code switch
    {
        StatusCode.Unauthenticated or StatusCode.PermissionDenied => 500,
        StatusCode.Cancelled => 499,
        StatusCode.Aborted => 503,
        StatusCode.ResourceExhausted when reason is null => 413,
        _ when reason is not null => Array.Find(Table, row => row.Reason == reason) is { Reason: not null } row ? row.Status : 500,
        _ => Array.Find(Table, row => row.Code == code) is { Reason: not null } row ? row.Status : 500,
    };

    private static (string? Reason, TimeSpan? Retry) Details(RpcException error)
    {
        if (error.Trailers.GetValueBytes(Trailer) is not { } bytes) return (null, null);

        string? reason = null;
        TimeSpan? retry = null;
        try
        {
            foreach (Any any in Google.Rpc.Status.Parser.ParseFrom(bytes).Details)
            {
                if (any.TryUnpack(out ErrorInfo info) && info.Domain == Domain) reason = info.Reason;
                else if (any.TryUnpack(out RetryInfo wait)) retry = wait.RetryDelay?.ToTimeSpan();
            }
        }
        catch (InvalidProtocolBufferException)
        {
            return (null, null); // A trailer that is not ours says nothing.
        }

        return (reason, retry);
    }
}
