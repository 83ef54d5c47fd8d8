using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Scim.ServiceDefaults.Tls;

/// <summary>Adds TLS between the processes of the system.</summary>
public static class PeerTlsExtensions
{
    /// <summary>
    /// Makes https ports of this host take only processes of the system where the section "Tls" is set. For hosts that
    /// nobody else calls.
    /// </summary>
    public static void UsePeerTls(this WebApplicationBuilder builder) => builder.WebHost.ConfigureKestrel(kestrel =>
        kestrel.ConfigureHttpsDefaults(https => kestrel.ApplicationServices.GetRequiredService<PeerCertificates>().ApplyTo(https)));

    internal static void AddPeerTls(this IServiceCollection services)
    {
        services.AddOptions<PeerTlsOptions>().BindConfiguration(PeerTlsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PeerTlsOptions>, PeerTlsOptionsValidator>();
        services.AddSingleton<PeerCertificates>();
    }
}
