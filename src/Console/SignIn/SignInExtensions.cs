using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Mvc;

namespace Scim.Admin.SignIn;

/// <summary>Cookie sessions, one-time links and OpenID Connect.</summary>
internal static class SignInExtensions
{
    public const string OpenIdScheme = "openid";

    private const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    public static void AddConsoleSignIn(this IServiceCollection services, ConsoleOptions options)
    {
        services.AddSingleton<SignInLinks>();
        services.AddCascadingAuthenticationState();
        services.AddAuthorization();
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "scim-console-form";
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        AuthenticationBuilder authentication = services.AddAuthentication(Scheme).AddCookie(cookie =>
        {
            cookie.Cookie.Name = "scim-console";
            cookie.Cookie.HttpOnly = true;
            // Lax, not strict: the way back from an OpenID provider comes from another site.
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.ExpireTimeSpan = options.SessionLifetime;
            cookie.SlidingExpiration = true;
            cookie.LoginPath = "/sign-in";
            cookie.AccessDeniedPath = "/denied";
        });
        if (options.OpenId.IsSet) authentication.AddOpenIdConnect(OpenIdScheme, openId => Configure(openId, options.OpenId));
    }

    public static void MapSignIn(this WebApplication app)
    {
        app.MapPost("/sign-in/link", RedeemAsync).AllowAnonymous();
        app.MapGet("/sign-in/openid", ([FromQuery] string? returnUrl) =>
            Results.Challenge(new AuthenticationProperties { RedirectUri = LocalOrHome(returnUrl) }, [OpenIdScheme])).AllowAnonymous();
        app.MapPost("/sign-out", async ([FromForm] string? from, HttpContext http) =>
        {
            await http.SignOutAsync(Scheme);
            return Results.LocalRedirect("~/sign-in?out=1");
        });
    }

    private static async Task<IResult> RedeemAsync([FromForm] string code, [FromForm] string? returnUrl, SignInLinks links, HttpContext http)
    {
        if (!links.Redeem(code.Trim())) return Results.LocalRedirect("~/sign-in?failed=link");

        var person = new ConsoleUser("operator", "Operator", Roles.Operator, "", Address(http));
        await http.SignInAsync(Scheme, person.ToPrincipal(Scheme));
        return Results.LocalRedirect(LocalOrHome(returnUrl));
    }

    private static void Configure(OpenIdConnectOptions openId, OpenIdOptions options)
    {
        openId.Authority = options.Authority;
        openId.ClientId = options.ClientId;
        openId.ClientSecret = options.ClientSecret.Length > 0 ? options.ClientSecret : null;
        openId.ResponseType = "code";
        // The way back is a link that this browser follows, so that its cookies need not be for other sites. The code in it is
        // worth nothing without the verifier.
        openId.ResponseMode = "query";
        openId.CorrelationCookie.SameSite = openId.NonceCookie.SameSite = SameSiteMode.Lax;
        openId.UsePkce = true;
        openId.MapInboundClaims = false;
        openId.RequireHttpsMetadata = options.RequireHttps;
        openId.CallbackPath = "/sign-in/openid/return";
        openId.SaveTokens = false;
        openId.Scope.Add("profile");
        openId.CorrelationCookie.SecurePolicy = openId.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        openId.Events.OnTokenValidated = context =>
        {
            context.Principal = Person(context.Principal!, options.RoleClaim, Address(context.HttpContext)).ToPrincipal(Scheme);
            return Task.CompletedTask;
        };
        openId.Events.OnRemoteFailure = context =>
        {
            context.HandleResponse();
            context.Response.Redirect($"{ConsoleOptions.PathBase}/sign-in?failed=openid");
            return Task.CompletedTask;
        };
    }

    /// <summary>The person that an ID token names, with the role that its claim tells.</summary>
    internal static ConsoleUser Person(ClaimsPrincipal token, string roleClaim, string address)
    {
        string subject = token.FindFirstValue("sub") ?? "";
        string name = token.FindFirstValue("name") ?? token.FindFirstValue("preferred_username") ?? subject;
        string[] roles = [.. token.FindAll(roleClaim).Select(claim => claim.Value)];
        const string administers = Roles.Administrator + ":";
        if (roles.Contains(Roles.Operator)) return new(subject, name, Roles.Operator, "", address);
        return Array.Find(roles, role => role.StartsWith(administers, StringComparison.Ordinal)) is { } role
            ? new(subject, name, Roles.Administrator, role[administers.Length..], address)
            : new(subject, name, Roles.Member, "", address);
    }

    // Only ways within the console: anything else would let a link lead elsewhere after the sign-in.
    private static string LocalOrHome(string? url) =>
        url is ['/', not ('/' or '\\'), ..] && url.StartsWith(ConsoleOptions.PathBase, StringComparison.Ordinal) ? url : ConsoleOptions.PathBase + "/";

    private static string Address(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address) ? address.ToString() : "";
}
