namespace Scim.Protocol.Errors;

/// <summary>
/// The one exception of the system: an HTTP status, a <c>scimType</c> where RFC 7644 table 9 has one, and a sentence
/// that tells an administrator what to change. Made by named factories only.
/// </summary>
public sealed class ScimException : Exception
{
    private ScimException(int status, string detail, ScimErrorType? type = null, TimeSpan? retryAfter = null, Exception? cause = null)
        : base(detail, cause)
    {
        Status = status;
        Type = type;
        RetryAfter = retryAfter;
    }

    /// <summary>The HTTP status, 400 to 599.</summary>
    public int Status { get; }

    /// <summary>The <c>scimType</c>, or null where the status says it all.</summary>
    public ScimErrorType? Type { get; }

    /// <summary>When to try again; only with 429 and 503.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Whether it is the tenant that has as much as it may, and not the caller who may not.</summary>
    public bool IsQuota { get; private init; }

    /// <summary>The sentence for the client, the same as <see cref="Exception.Message"/>.</summary>
    public string Detail => Message;

    /// <summary>An error of a type, with the status that belongs to it.</summary>
    public static ScimException Of(ScimErrorType type, string detail, Exception? cause = null) =>
        new(type.Status(), detail, type, cause: cause);

    /// <summary>400 invalidFilter.</summary>
    public static ScimException InvalidFilter(string detail) => Of(ScimErrorType.InvalidFilter, detail);

    /// <summary>400 invalidFilter that names where in the filter it went wrong (0-based, in UTF-16 units).</summary>
    public static ScimException InvalidFilter(string detail, int offset) => InvalidFilter(At(detail, offset));

    /// <summary>400 tooMany.</summary>
    public static ScimException TooMany(string detail) => Of(ScimErrorType.TooMany, detail);

    /// <summary>406: the client does not take JSON.</summary>
    public static ScimException NotAcceptable(string detail) => new(406, detail);

    /// <summary>409 uniqueness.</summary>
    public static ScimException Uniqueness(string detail) => Of(ScimErrorType.Uniqueness, detail);

    /// <summary>400 mutability.</summary>
    public static ScimException Mutability(string detail) => Of(ScimErrorType.Mutability, detail);

    /// <summary>400 invalidSyntax.</summary>
    public static ScimException InvalidSyntax(string detail, Exception? cause = null) => Of(ScimErrorType.InvalidSyntax, detail, cause);

    /// <summary>400 invalidPath.</summary>
    public static ScimException InvalidPath(string detail) => Of(ScimErrorType.InvalidPath, detail);

    /// <summary>400 invalidPath that names where in the path it went wrong (0-based, in UTF-16 units).</summary>
    public static ScimException InvalidPath(string detail, int offset) => InvalidPath(At(detail, offset));

    /// <summary>400 noTarget.</summary>
    public static ScimException NoTarget(string detail) => Of(ScimErrorType.NoTarget, detail);

    /// <summary>400 invalidValue.</summary>
    public static ScimException InvalidValue(string detail) => Of(ScimErrorType.InvalidValue, detail);

    /// <summary>400 invalidVers.</summary>
    public static ScimException InvalidVersion(string detail) => Of(ScimErrorType.InvalidVersion, detail);

    /// <summary>403 sensitive.</summary>
    public static ScimException Sensitive(string detail) => Of(ScimErrorType.Sensitive, detail);

    /// <summary>400 invalidCursor (RFC 9865).</summary>
    public static ScimException InvalidCursor(string detail) => Of(ScimErrorType.InvalidCursor, detail);

    /// <summary>400 expiredCursor (RFC 9865).</summary>
    public static ScimException ExpiredCursor(string detail) => Of(ScimErrorType.ExpiredCursor, detail);

    /// <summary>400 invalidCount (RFC 9865).</summary>
    public static ScimException InvalidCount(string detail) => Of(ScimErrorType.InvalidCount, detail);

    /// <summary>400 without a scimType.</summary>
    public static ScimException BadRequest(string detail) => new(400, detail);

    /// <summary>401: the caller did not say, or could not prove, who it is.</summary>
    public static ScimException Unauthorized(string detail) => new(401, detail);

    /// <summary>403: the caller may not do this (also a filter on a discovery endpoint, RFC 7644 section 4).</summary>
    public static ScimException Forbidden(string detail) => new(403, detail);

    /// <summary>403: the tenant has as many resources as it may.</summary>
    public static ScimException QuotaReached(string detail) => new(403, detail) { IsQuota = true };

    /// <summary>404: no such resource or endpoint.</summary>
    public static ScimException NotFound(string detail) => new(404, detail);

    /// <summary>405: the endpoint does not take this method.</summary>
    public static ScimException MethodNotAllowed(string detail) => new(405, detail);

    /// <summary>409 without a scimType (bulkIds that cannot be resolved, RFC 7644 section 3.7.1).</summary>
    public static ScimException Conflict(string detail) => new(409, detail);

    /// <summary>412: If-Match or If-None-Match does not hold (RFC 7644 section 3.14).</summary>
    public static ScimException PreconditionFailed(string detail) => new(412, detail);

    /// <summary>413: the body, or the number of its operations, is above a limit that the detail names.</summary>
    public static ScimException PayloadTooLarge(string detail) => new(413, detail);

    /// <summary>415: the body is not application/scim+json or application/json.</summary>
    public static ScimException UnsupportedMediaType(string detail) => new(415, detail);

    /// <summary>429 with Retry-After.</summary>
    public static ScimException TooManyRequests(TimeSpan retryAfter, string detail = "Too many requests.") =>
        new(429, detail, retryAfter: retryAfter);

    /// <summary>500; the detail says nothing of the cause but the trace's id, which the log has too.</summary>
    public static ScimException Internal(string? traceId = null, Exception? cause = null) =>
        new(500, traceId is null ? "Internal error." : $"Internal error; its trace is {traceId}.", cause: cause);

    /// <summary>501: an optional part of SCIM that this server does not offer.</summary>
    public static ScimException NotImplemented(string detail) => new(501, detail);

    /// <summary>503 with Retry-After: a part of the system is not reachable, or a conflict outlived its retries.</summary>
    public static ScimException Unavailable(TimeSpan retryAfter, string detail = "The service is not available for the moment.") =>
        new(503, detail, retryAfter: retryAfter);

    /// <summary>504: the answer did not come before the deadline.</summary>
    public static ScimException Timeout(string detail = "The request took too long.") => new(504, detail);

    /// <summary>An error as another process reported it.</summary>
    internal static ScimException Reported(int status, string detail, ScimErrorType? type, TimeSpan? retryAfter) =>
        new(status, detail, type, retryAfter);

    private static string At(string detail, int offset) => $"{detail.TrimEnd('.')} (at offset {offset}).";
}
