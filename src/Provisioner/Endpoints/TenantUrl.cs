using Scim.Provisioning.Requests;

namespace Scim.Provisioning.Endpoints;

/// <summary>
/// The Tenant URL as an administrator pastes it: a trailing slash and the flag <c>?aadOptscim062020</c> are taken off,
/// the flag chooses the dialect.
/// </summary>
/// <param name="Base">The URL without trailing slash, query and fragment.</param>
/// <param name="Flag">The dialect that the URL's flag asks for; null without a flag.</param>
internal sealed record TenantUrl(string Base, PatchDialect? Flag)
{
    private const string CompliantFlag = "aadOptscim062020";
    private const string LegacyFlag = "AzureAdScimPatch2017";

    public static TenantUrl Parse(string text)
    {
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
            throw ProvisioningException.InvalidInput($"The tenant URL '{text}' is not an http or https URL.");
        if (url.UserInfo.Length > 0)
            throw ProvisioningException.InvalidInput("The tenant URL must not hold a user name or password.");

        PatchDialect? flag =
            url.Query.Contains(CompliantFlag, StringComparison.OrdinalIgnoreCase) ? PatchDialect.Compliant
            : url.Query.Contains(LegacyFlag, StringComparison.OrdinalIgnoreCase) ? PatchDialect.Legacy
            : null;
        return new TenantUrl(url.GetLeftPart(UriPartial.Path).TrimEnd('/'), flag);
    }

    /// <summary>
    /// The URL of a request. It goes out exactly as it is written: Entra sends quotes and brackets raw, which
    /// <see cref="Uri"/> would escape.
    /// </summary>
    public Uri Resolve(string relative) =>
        new($"{Base}/{relative}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
}
