namespace Scim.Protocol.Errors;

/// <summary>The spellings of <see cref="ScimErrorType"/>: in SCIM bodies and as the reason of a gRPC ErrorInfo.</summary>
public static class ScimErrorTypes
{
    private static readonly string[] Names =
    [
        "invalidFilter", "tooMany", "uniqueness", "mutability", "invalidSyntax", "invalidPath", "noTarget",
        "invalidValue", "invalidVers", "sensitive", "invalidCursor", "expiredCursor", "invalidCount",
    ];

    private static readonly string[] Reasons =
    [
        "INVALID_FILTER", "TOO_MANY", "UNIQUENESS", "MUTABILITY", "INVALID_SYNTAX", "INVALID_PATH", "NO_TARGET",
        "INVALID_VALUE", "INVALID_VERS", "SENSITIVE", "INVALID_CURSOR", "EXPIRED_CURSOR", "INVALID_COUNT",
    ];

    /// <summary>The value of <c>scimType</c>, for example <c>invalidFilter</c>.</summary>
    public static string ToScim(this ScimErrorType type) => Names[(int)type];

    /// <summary>The reason of an ErrorInfo, for example <c>INVALID_FILTER</c>.</summary>
    public static string ToReason(this ScimErrorType type) => Reasons[(int)type];

    /// <summary>The type of an ErrorInfo's reason; null for a reason that is not a scimType.</summary>
    public static ScimErrorType? FromReason(string reason)
    {
        int index = Array.IndexOf(Reasons, reason);
        return index < 0 ? null : (ScimErrorType)index;
    }

    /// <summary>The type of a <c>scimType</c>; null for an unknown one.</summary>
    public static ScimErrorType? FromScim(string scimType)
    {
        int index = Array.IndexOf(Names, scimType);
        return index < 0 ? null : (ScimErrorType)index;
    }

    /// <summary>The HTTP status of RFC 7644 table 8 that the type belongs to: 400, 403 or 409.</summary>
    public static int Status(this ScimErrorType type) => type switch
    {
        ScimErrorType.Uniqueness => 409,
        ScimErrorType.Sensitive => 403,
        _ => 400,
    };
}
