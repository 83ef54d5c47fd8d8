using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Scim.Console.Tests;

/// <summary>An OpenID provider on this machine, without a database: it signs in whoever the test says is there, for one client.</summary>
public sealed class OpenIdProvider : IAsyncDisposable
{
    public const string ClientId = "product";
    public const string ClientSecret = "what only the product knows";

    private readonly WebApplication _app;

    private OpenIdProvider(WebApplication app) => _app = app;

    /// <summary>Who sits in front of the browser; null for somebody who presses Cancel.</summary>
    public Account? Present { get; set; }

    /// <summary>The issuer, as its metadata names it.</summary>
    public string Issuer => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/";

    public static async Task<OpenIdProvider> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Urls"] = "http://127.0.0.1:0" });
        OpenIdProvider? provider = null;
        builder.Services.AddOpenIddict().AddServer(server =>
        {
            server.SetAuthorizationEndpointUris("authorize").SetTokenEndpointUris("token");
            server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange().RegisterScopes(Scopes.Profile).EnableDegradedMode();
            server.AddEphemeralEncryptionKey().AddEphemeralSigningKey();
            server.UseAspNetCore().DisableTransportSecurityRequirement();
            server.AddEventHandler<OpenIddictServerEvents.ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(Check));
            server.AddEventHandler<OpenIddictServerEvents.ValidateTokenRequestContext>(handler => handler.UseInlineHandler(Check));
            server.AddEventHandler<OpenIddictServerEvents.HandleAuthorizationRequestContext>(handler => handler.UseInlineHandler(context => SignIn(context, provider!.Present)));
        });
        WebApplication app = builder.Build();
        provider = new OpenIdProvider(app);
        app.UseRouting();
        app.UseAuthentication();
        await app.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static ValueTask Check(OpenIddictServerEvents.ValidateAuthorizationRequestContext context)
    {
        if (context.ClientId != ClientId) context.Reject(Errors.InvalidClient);
        return ValueTask.CompletedTask;
    }

    private static ValueTask Check(OpenIddictServerEvents.ValidateTokenRequestContext context)
    {
        if (context.ClientId != ClientId || context.ClientSecret != ClientSecret) context.Reject(Errors.InvalidClient);
        return ValueTask.CompletedTask;
    }

    private static ValueTask SignIn(OpenIddictServerEvents.HandleAuthorizationRequestContext context, Account? account)
    {
        if (account is null)
        {
            context.Reject(Errors.AccessDenied);
            return ValueTask.CompletedTask;
        }

        var identity = new ClaimsIdentity(TokenValidationParameters.DefaultAuthenticationType, Claims.Name, "roles");
        identity.SetClaim(Claims.Subject, account.Subject).SetClaim(Claims.Name, account.Name).SetClaim("oid", account.ObjectId).SetClaims("roles", [.. account.Roles]);
        identity.SetScopes(context.Request.GetScopes());
        identity.SetDestinations(static _ => [Destinations.IdentityToken]);
        context.Principal = new ClaimsPrincipal(identity);
        return ValueTask.CompletedTask;
    }

    /// <summary>An account at the provider.</summary>
    /// <param name="Subject">Its subject.</param>
    /// <param name="ObjectId">Its claim "oid".</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Roles">Its roles.</param>
    public sealed record Account(string Subject, string ObjectId, string Name, params string[] Roles);
}
