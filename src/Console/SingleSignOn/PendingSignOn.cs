using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Scim.Admin.SingleSignOn;

/// <summary>A sign-in that has gone to the provider: what its way back has to fit.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="State">The request's name, which comes back with the answer.</param>
/// <param name="Nonce">What the ID token has to hold.</param>
/// <param name="Verifier">The proof for the code (RFC 7636).</param>
/// <param name="ReturnUrl">Where to go afterwards.</param>
internal sealed record PendingSignOn(string Tenant, string State, string Nonce, string Verifier, string ReturnUrl)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    /// <summary>The challenge of the verifier, method S256.</summary>
    public string Challenge => WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public static PendingSignOn New(string tenant, string returnUrl) => new(tenant, Secret(), Secret(), Secret(), returnUrl);

    /// <summary>Keeps it in this browser, where no other one and no script finds it.</summary>
    public void Keep(HttpContext http, IDataProtectionProvider protection) => http.Response.Cookies.Append(
        CookieName(State), Protector(protection).Protect(JsonSerializer.Serialize(this), Life), Options(http, Life));

    /// <summary>Takes what this browser has of a state; null for nothing, or what is too old.</summary>
    public static PendingSignOn? Take(string state, HttpContext http, IDataProtectionProvider protection)
    {
        if (state.Length != 43 || http.Request.Cookies[CookieName(state)] is not { } kept) return null;
        http.Response.Cookies.Delete(CookieName(state), Options(http, null));
        try
        {
            return JsonSerializer.Deserialize<PendingSignOn>(Protector(protection).Unprotect(kept)) is { } pending && pending.State == state ? pending : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string CookieName(string state) => $"scim-sso-{state[..8]}";

    private static ITimeLimitedDataProtector Protector(IDataProtectionProvider protection) =>
        protection.CreateProtector("Scim.Admin.SignOn").ToTimeLimitedDataProtector();

    private static CookieOptions Options(HttpContext http, TimeSpan? life) => new()
    {
        HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Lax, Path = "/sso", MaxAge = life, IsEssential = true,
    };

    private static string Secret() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
}
