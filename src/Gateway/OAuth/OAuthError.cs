namespace Scim.Gateway.OAuth;

/// <summary>An error of the token endpoint (RFC 6749 section 5.2).</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The code, <c>error</c>.</param>
/// <param name="Description">A sentence for people, <c>error_description</c>, in ASCII without quotes and backslashes.</param>
internal sealed record OAuthError(int Status, string Code, string Description)
{
    /// <summary>When to try again; only with 429 and 503.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static OAuthError InvalidRequest(string description) => new(StatusCodes.Status400BadRequest, "invalid_request", description);

    public static OAuthError InvalidScope(string description) => new(StatusCodes.Status400BadRequest, "invalid_scope", description);

    public static OAuthError UnsupportedGrantType() => new(StatusCodes.Status400BadRequest, "unsupported_grant_type", "The grant type here is client_credentials.");

    public static OAuthError InvalidClient(string description) => new(StatusCodes.Status401Unauthorized, "invalid_client", description);

    /// <summary>What no client can help: RFC 6749 has a code for it where there is a redirection, and none here.</summary>
    public static OAuthError Unavailable(int status, string description, TimeSpan? retryAfter) => new(status, "temporarily_unavailable", description) { RetryAfter = retryAfter };
}
