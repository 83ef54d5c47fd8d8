using System.Text.RegularExpressions;
using Scim.Protocol.Errors;

namespace Scim.Tokens.SignOn;

/// <summary>The bounds of a tenant's sign-on settings, and what is taken where they say nothing.</summary>
internal static partial class SignOnSettings
{
    public const string DefaultClaim = "oid";
    public const string DefaultAttribute = "externalId";

    private static readonly string[] Attributes = [DefaultAttribute, "id", "userName"];

    // What people, or the administrators of another directory, can set to somebody else's: a match by it would be a way into
    // that account.
    private static readonly HashSet<string> Mutable = new(StringComparer.OrdinalIgnoreCase)
    {
        "email", "upn", "preferred_username", "unique_name", "name", "given_name", "family_name", "nickname", "phone_number", "verified_primary_email",
    };

    /// <exception cref="ScimException">400 invalidValue.</exception>
    public static void Check(Protos.Tokens.V1.SignOn given)
    {
        if (given.Claim.Length > 0 && !ClaimPattern().IsMatch(given.Claim)) throw ScimException.InvalidValue("A claim's name has 1 to 100 letters, digits and _ . : / -.");
        if (Mutable.Contains(given.Claim)) throw ScimException.InvalidValue($"\"{given.Claim}\" can be changed to somebody else's: take a claim that stays, such as oid or sub.");
        if (given.Attribute.Length > 0 && !Attributes.Contains(given.Attribute)) throw ScimException.InvalidValue("The attribute is externalId, id or userName.");
        if (given.Contact.Length > 300 || given.ClientId.Length > 300) throw ScimException.InvalidValue("Contact and client id have at most 300 characters.");
        if (given.Issuer.Length > 0 && !IsIssuer(given.Issuer)) throw ScimException.InvalidValue("The issuer is an https URL without query, such as https://login.microsoftonline.com/…/v2.0.");
        if (given.Enabled && given.ClientId.Length == 0) throw ScimException.InvalidValue("A client id is needed before people can sign in.");
    }

    /// <summary>The issuer of what an administrator knows as the identity provider's tenant ID; null where it tells none.</summary>
    public static string? IssuerOf(string identityProviderTenantId)
    {
        if (Guid.TryParseExact(identityProviderTenantId, "D", out Guid directory)) return $"https://login.microsoftonline.com/{directory:D}/v2.0";
        string url = identityProviderTenantId.Contains("://", StringComparison.Ordinal) ? identityProviderTenantId : $"https://{identityProviderTenantId}";
        return identityProviderTenantId.Length > 0 && IsIssuer(url) ? url : null;
    }

    // Without TLS only on this very machine; who calls the provider decides whether it does so.
    private static bool IsIssuer(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    [GeneratedRegex("^[A-Za-z0-9_.:/-]{1,100}$")]
    private static partial Regex ClaimPattern();
}
