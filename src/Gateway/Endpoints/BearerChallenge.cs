namespace Scim.Gateway.Endpoints;

/// <summary>What WWW-Authenticate says (RFC 6750 section 3).</summary>
internal static class BearerChallenge
{
    /// <summary>With 403: the token may less than is asked.</summary>
    public const string InsufficientScope = "Bearer realm=\"scim\", error=\"insufficient_scope\", scope=\"scim.write\"";

    private const string NoToken = "Bearer realm=\"scim\"";
    private const string InvalidToken = "Bearer realm=\"scim\", error=\"invalid_token\"";

    /// <summary>With 401: no error is named where the request had no token at all.</summary>
    public static string Of(HttpRequest request) => request.Headers.Authorization.Count == 0 ? NoToken : InvalidToken;
}
