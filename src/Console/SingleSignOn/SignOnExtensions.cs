using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Scim.Admin.SingleSignOn;

/// <summary>Single sign-on of the users of tenants.</summary>
internal static class SignOnExtensions
{
    public static void AddSignOn(this IServiceCollection services, ConsoleOptions options)
    {
        services.AddOptions<SignOnOptions>().BindConfiguration(SignOnOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SignOnOptions>, SignOnOptionsValidator>();
        services.AddSingleton<ProviderConnections>().AddSingleton<Providers>().AddSingleton<CodeExchange>();
        services.AddSingleton<SystemClients>().AddSingleton<People>().AddSingleton<MemberSession>().AddSingleton<SignOnEndpoints>();
        new AuthenticationBuilder(services).AddCookie(MemberSession.Scheme, cookie =>
        {
            cookie.Cookie.Name = "scim-member";
            cookie.Cookie.Path = "/";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.ExpireTimeSpan = options.SessionLifetime;
            cookie.SlidingExpiration = true;
            cookie.Events.OnRedirectToLogin = context =>
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return Task.CompletedTask;
            };
        });
    }

    public static void MapSignOn(this WebApplication app)
    {
        SignOnEndpoints endpoints = app.Services.GetRequiredService<SignOnEndpoints>();
        app.MapGet("/sso/{tenant}", endpoints.StartAsync).AllowAnonymous();
        app.MapGet("/sso/{tenant}/return", endpoints.ReturnAsync).AllowAnonymous();
        app.MapPost("/me/token", (Delegate)endpoints.TokenAsync).AllowAnonymous().DisableAntiforgery();
        app.MapPost("/me/sign-out", SignOnEndpoints.SignOutAsync).AllowAnonymous();
    }
}
