using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using MudBlazor.Services;
using Scim.Admin.Backends;
using Scim.Admin.Components;
using Scim.Admin.Security;
using Scim.Admin.SignIn;
using Scim.Admin.SingleSignOn;
using Scim.ServiceDefaults;
using Scim.ServiceDefaults.Tls;

namespace Scim.Admin;

/// <summary>Composes the console, so that the executable, the all-in-one host and tests run the very same host.</summary>
public static class ConsoleExtensions
{
    /// <summary>Adds the console's services: sections <c>Console</c>, <c>Services</c> (where the gRPC services are) and <c>Caller</c>.</summary>
    public static WebApplicationBuilder AddConsole(this WebApplicationBuilder builder)
    {
        builder.AddScimServiceDefaults();
        builder.UsePeerTls();
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        IServiceCollection services = builder.Services;
        services.AddOptions<ConsoleOptions>().BindConfiguration(ConsoleOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ConsoleOptions>, ConsoleOptionsValidator>();
        services.AddOptions<ServiceAddresses>().BindConfiguration(ServiceAddresses.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ServiceAddresses>, ServiceAddressesValidator>();

        ConsoleOptions options = builder.Configuration.GetSection(ConsoleOptions.Section).Get<ConsoleOptions>() ?? new();
        services.AddForwarding(options);
        services.AddConsoleSignIn(options);
        services.AddSignOn(options);
        IDataProtectionBuilder protection = services.AddDataProtection().SetApplicationName("Scim.Console");
        if (options.KeysFolder is { } folder) protection.PersistKeysToFileSystem(Directory.CreateDirectory(folder));

        services.AddSingleton<ServiceChannels>().AddScoped<Backend>();
        services.AddSingleton<PublicUrl>();
        services.AddLocalization();
        services.AddMudServices(mud => mud.SnackbarConfiguration.PositionClass = MudBlazor.Defaults.Classes.Position.BottomRight);
        services.AddRazorComponents().AddInteractiveServerComponents(circuits => circuits.DisconnectedCircuitMaxRetained = 500);
        return builder;
    }

    /// <summary>Maps the console's pages under /console.</summary>
    public static WebApplication MapConsole(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UsePublicAddress();
        app.UsePathBase(ConsoleOptions.PathBase);
        app.UseSecurityHeaders();
        app.UseLanguages();
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapScimServiceDefaults();
        app.MapStaticAssets(StaticAssets.Manifest).AllowAnonymous();
        app.MapSignIn();
        app.MapSignOn();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(render => render.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }

    private static void AddForwarding(this IServiceCollection services, ConsoleOptions options) =>
        services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            if (!options.TrustProxies) return;
            forwarded.KnownIPNetworks.Clear();
            forwarded.KnownProxies.Clear();
        });
}
