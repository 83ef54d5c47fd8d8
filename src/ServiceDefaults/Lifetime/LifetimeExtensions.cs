using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Scim.ServiceDefaults.Health;

namespace Scim.ServiceDefaults.Lifetime;

/// <summary>How a process begins and ends: it says its version, and stops without cutting anything.</summary>
internal static class LifetimeExtensions
{
    public static void AddLifetime(this IServiceCollection services)
    {
        services.AddOptions<ShutdownOptions>().BindConfiguration(ShutdownOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ShutdownOptions>, ShutdownOptionsValidator>();
        services.AddOptions<HostOptions>().Configure<IOptions<ShutdownOptions>>((host, shutdown) => host.ShutdownTimeout = shutdown.Value.Drain + shutdown.Value.Timeout);
        services.AddSingleton<Draining>();
        services.AddHostedService(provider => provider.GetRequiredService<Draining>());
        services.AddSingleton<IStartupFilter, DrainingConnections>();
        services.AddHealthChecks().AddCheck<Draining>("draining", tags: [HealthEndpoints.ReadyTag]);
        services.AddSingleton<HostVersion>();
        services.AddHostedService<VersionLog>();
    }
}
