using Scim.Protos.Common.V1;

namespace Scim.Admin.Components.Pages;

/// <summary>What people enter as their identity provider's tenant ID: a GUID (Entra), or an issuer's URL or host name.</summary>
internal static class IdentityProviderId
{
    /// <summary>What is wrong with it, in a sentence; null where it may be saved.</summary>
    public static string? Problem(string entered)
    {
        if (entered.Length == 0) return "Enter the tenant ID of your identity provider.";
        if (entered.Length > 200) return "A tenant ID has at most 200 characters.";
        if (Guid.TryParseExact(entered, "D", out Guid id)) return id == Guid.Empty ? "This GUID is all zeros: copy the Tenant ID from your identity provider." : null;
        return Host(entered) is null
            ? "This is neither a GUID such as 8f2b64c1-7f0a-4e0d-9d55-0c2f6f1a3b7e nor an issuer such as https://contoso.okta.com."
            : null;
    }

    /// <summary>What the client behind it is.</summary>
    public static ClientProfile Profile(string entered) => Host(entered) switch
    {
        null => ClientProfile.Entra,
        { } host when EndsWith(host, "okta.com", "oktapreview.com", "okta-emea.com") => ClientProfile.Okta,
        { } host when EndsWith(host, "onelogin.com") => ClientProfile.OneLogin,
        { } host when EndsWith(host, "jumpcloud.com") => ClientProfile.JumpCloud,
        { } host when EndsWith(host, "microsoftonline.com", "windows.net") => ClientProfile.Entra,
        _ => ClientProfile.Generic,
    };

    /// <summary>A name to begin with.</summary>
    public static string Name(string entered) => Profile(entered) switch
    {
        ClientProfile.Entra => "Microsoft Entra ID",
        ClientProfile.Okta => "Okta",
        ClientProfile.OneLogin => "OneLogin",
        ClientProfile.JumpCloud => "JumpCloud",
        _ => Host(entered) ?? "Identity provider",
    };

    private static string? Host(string entered)
    {
        string url = entered.Contains("://", StringComparison.Ordinal) ? entered : $"https://{entered}";
        return Uri.TryCreate(url, UriKind.Absolute, out Uri? issuer) && issuer.Scheme == Uri.UriSchemeHttps && issuer.UserInfo.Length == 0
            && issuer.Host.Contains('.', StringComparison.Ordinal) && Uri.CheckHostName(issuer.Host) == UriHostNameType.Dns
            ? issuer.Host
            : null;
    }

    private static bool EndsWith(string host, params string[] domains) =>
        Array.Exists(domains, domain => host == domain || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase));
}
