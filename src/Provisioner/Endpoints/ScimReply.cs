using System.Text.Json;

namespace Scim.Provisioning.Endpoints;

/// <summary>An answer of the target.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The JSON body; null where there is none or it is not JSON.</param>
/// <param name="Text">The start of a body that is not JSON, for messages.</param>
internal sealed record ScimReply(int Status, JsonElement? Body, string? Text)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The SCIM error's detail as the target wrote it, or what else the answer says.</summary>
    public string Detail =>
        Body is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty("detail", out JsonElement detail)
        && detail.ValueKind == JsonValueKind.String
            ? detail.GetString()!
            : Text ?? $"HTTP {Status} without a SCIM error body.";

    /// <summary>The failure that this answer means for an object.</summary>
    public EndpointException ToFailure() => new(Code(), Detail, Status);

    private FailureCode Code() => Status switch
    {
        401 or 403 => FailureCode.Unauthorized,
        404 => FailureCode.InvalidAnchor,
        405 or 501 => FailureCode.MethodNotAllowed,
        409 => FailureCode.Conflict,
        429 => FailureCode.TooManyRequests,
        408 or 504 => FailureCode.Timeout,
        >= 500 => FailureCode.InternalServerError,
        _ => FailureCode.UnprocessableEntity,
    };
}
