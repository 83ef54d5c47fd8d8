namespace Scim.Protocol.Errors;

/// <summary>
/// The <c>scimType</c> of an error: RFC 7644 table 9, and the three of RFC 9865 section 4.
/// <see cref="ScimErrorTypes"/> gives their spelling.
/// </summary>
public enum ScimErrorType
{
    /// <summary>400: the filter's syntax is invalid, or attribute and comparison do not go together.</summary>
    InvalidFilter,

    /// <summary>400: the filter yields more results than the server is willing to calculate.</summary>
    TooMany,

    /// <summary>409: a value that must be unique is in use.</summary>
    Uniqueness,

    /// <summary>400: the change is not compatible with the attribute's mutability or state.</summary>
    Mutability,

    /// <summary>400: the body's structure or the request's schema is invalid.</summary>
    InvalidSyntax,

    /// <summary>400: the path of a PATCH operation is invalid or malformed.</summary>
    InvalidPath,

    /// <summary>400: the path of a PATCH operation yields nothing that could be operated on.</summary>
    NoTarget,

    /// <summary>400: a required value is missing, or a value is not compatible with the attribute.</summary>
    InvalidValue,

    /// <summary>400: the SCIM protocol version is not supported.</summary>
    InvalidVersion,

    /// <summary>403: the request holds personal data in its URI.</summary>
    Sensitive,

    /// <summary>400: the cursor is not one that this server gave out (RFC 9865).</summary>
    InvalidCursor,

    /// <summary>400: the cursor has expired (RFC 9865).</summary>
    ExpiredCursor,

    /// <summary>400: the count is not one that this cursor allows (RFC 9865).</summary>
    InvalidCount,
}
