using System.Text;
using Google.Protobuf;
using Microsoft.Extensions.Primitives;
using System.Net;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Tokens;

namespace Scim.Gateway.OAuth;

/// <summary>Reads a request of the token endpoint: client credentials (RFC 6749 section 4.4), the client proven by a secret or an assertion.</summary>
internal static class TokenRequest
{
    private const string GrantType = "client_credentials";
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private const string Basic = "Basic ";
    private const string DefaultScope = "/.default"; // Entra's way to ask for what there is

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What is asked of TokenService.</summary>
    /// <returns>The request, or why it is none.</returns>
    public static (GrantAccessTokenRequest? Request, OAuthError? Error) Read(IFormCollection form, string authorization)
    {
        if (form.FirstOrDefault(parameter => parameter.Value.Count > 1).Key is { } twice) return Fail(OAuthError.InvalidRequest($"The parameter {Ascii(twice)} is there twice."));
        if (!One(form, "grant_type", out string grantType)) return Fail(OAuthError.InvalidRequest("The parameter grant_type is missing."));
        if (grantType != GrantType) return Fail(OAuthError.UnsupportedGrantType());

        var request = new GrantAccessTokenRequest { RequestId = Guid.CreateVersion7().ToString() };
        if (One(form, "scope", out string scope) && !scope.EndsWith(DefaultScope, StringComparison.Ordinal))
        {
            request.Scope = AccessTokenClaims.ScopeOf(scope);
            if (request.Scope == Scope.Unspecified) return Fail(OAuthError.InvalidScope($"The scopes are {AccessTokenClaims.Read} and {AccessTokenClaims.Write}."));
        }

        OAuthError? error = Prove(request, form, authorization);
        return error is null ? (request, null) : Fail(error);
    }

    private static (GrantAccessTokenRequest?, OAuthError?) Fail(OAuthError error) => (null, error);

    private static OAuthError? Prove(GrantAccessTokenRequest request, IFormCollection form, string authorization)
    {
        One(form, "client_id", out string clientId);
        bool hasSecret = One(form, "client_secret", out string secret), hasAssertion = One(form, "client_assertion", out string assertion);
        bool hasBasic = authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase);
        if ((hasSecret ? 1 : 0) + (hasAssertion ? 1 : 0) + (hasBasic ? 1 : 0) > 1) return OAuthError.InvalidRequest("The client proves itself in more than one way.");

        if (hasBasic)
        {
            if (ReadBasic(authorization[Basic.Length..]) is not var (basicId, basicSecret)) return OAuthError.InvalidClient("The Authorization header is not one of the scheme Basic.");
            if (clientId.Length > 0 && clientId != basicId) return OAuthError.InvalidRequest("The parameter client_id is not the client of the Authorization header.");
            (clientId, secret) = (basicId, basicSecret);
        }

        request.ClientId = clientId;
        if (hasAssertion)
        {
            if (!One(form, "client_assertion_type", out string type) || type != AssertionType) return OAuthError.InvalidRequest($"The client_assertion_type here is {AssertionType}.");
            if (clientId.Length == 0) return OAuthError.InvalidRequest("The parameter client_id is missing.");
            request.Assertion = assertion;
            return null;
        }

        if (clientId.Length == 0 || secret.Length == 0) return OAuthError.InvalidClient("The client does not prove itself.");
        if (!BearerToken.TryParse(secret, out BearerToken? parsed)) return OAuthError.InvalidClient("The client or its secret is not known.");

        request.SecretSha256 = UnsafeByteOperations.UnsafeWrap(parsed.SecretSha256());
        return null;
    }

    private static (string Id, string Secret)? ReadBasic(string value)
    {
        byte[] bytes = new byte[value.Length];
        if (!Convert.TryFromBase64String(value.Trim(), bytes, out int length)) return null;

        try
        {
            string pair = Utf8.GetString(bytes.AsSpan(0, length));
            int colon = pair.IndexOf(':', StringComparison.Ordinal);
            return colon < 0 ? null : (WebUtility.UrlDecode(pair[..colon]), WebUtility.UrlDecode(pair[(colon + 1)..]));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool One(IFormCollection form, string name, out string value)
    {
        value = form.TryGetValue(name, out StringValues values) ? values.ToString() : "";
        return value.Length > 0;
    }

    private static string Ascii(string name) => name.Length <= 40 && name.All(char.IsAsciiLetterOrDigit) ? name : "with that name";
}
