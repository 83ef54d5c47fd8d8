using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Scim.ServiceDefaults.Tls;

namespace Scim.ServiceDefaults.Grpc;

/// <summary>
/// A channel from one service to another that may have several instances: calls take turns over them, and one that could
/// not reach an instance is sent to another. An instance that neither answers nor closes is noticed within two seconds.
/// </summary>
public static class ServiceChannel
{
    private const string Separators = ",;";
    private static readonly TimeSpan Ping = TimeSpan.FromSeconds(1);

    /// <summary>Whether a setting names one address or more, each http or https with a host, all of the same scheme.</summary>
    public static bool IsValid(string? addresses) => TryRead(addresses, out _);

    /// <summary>Opens the channel. Nothing is sent.</summary>
    /// <param name="addresses">One address, whose name may stand for several instances in DNS, or several with commas between.</param>
    /// <param name="certificates">Who this process is to the others, and who they are to it.</param>
    /// <exception cref="ArgumentException">The setting names no address.</exception>
    public static GrpcChannel Open(string addresses, PeerCertificates certificates)
    {
        if (!TryRead(addresses, out List<Uri> uris)) throw new ArgumentException($"\"{addresses}\" names no address.", nameof(addresses));

        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = Ping,
            KeepAlivePingTimeout = Ping,
            ConnectTimeout = Ping,
        };
        certificates.ApplyTo(handler);
        bool secure = uris[0].Scheme == Uri.UriSchemeHttps;
        var options = new GrpcChannelOptions
        {
            Credentials = secure ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure,
            ServiceConfig = new ServiceConfig { LoadBalancingConfigs = { new LoadBalancingConfig(ReachedFirstBalancer.Policy) }, MethodConfigs = { Retries() } },
            HttpHandler = handler,
            DisposeHttpClient = true,
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(50),
            MaxReconnectBackoff = TimeSpan.FromMilliseconds(500),
        };
        IServiceCollection services = new ServiceCollection().AddSingleton<LoadBalancerFactory, ReachedFirstBalancer.Factory>();
        if (uris.Count == 1 && !IsAddress(uris[0]))
        {
            options.ServiceProvider = services.BuildServiceProvider();
            return GrpcChannel.ForAddress($"dns:///{uris[0].Host}:{uris[0].Port}", options);
        }

        BalancerAddress[] known = [.. uris.Select(uri => new BalancerAddress(uri.Host, uri.Port))];
        options.ServiceProvider = services.AddSingleton<ResolverFactory>(new StaticResolverFactory(_ => known)).BuildServiceProvider();
        return GrpcChannel.ForAddress("static:///instances", options);
    }

    // Every call of a service is repeatable: it reads, or carries a request_id.
    private static MethodConfig Retries() => new()
    {
        Names = { MethodName.Default },
        RetryPolicy = new RetryPolicy
        {
            MaxAttempts = 4,
            InitialBackoff = TimeSpan.FromMilliseconds(20),
            MaxBackoff = TimeSpan.FromMilliseconds(500),
            BackoffMultiplier = 3,
            RetryableStatusCodes = { StatusCode.Unavailable },
        },
    };

    private static bool IsAddress(Uri uri) => uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6;

    private static bool TryRead(string? addresses, out List<Uri> uris)
    {
        uris = [];
        foreach (string part in (addresses ?? "").Split([.. Separators], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Uri.TryCreate(part, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0) return false;
            if (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps) return false;
            uris.Add(uri);
        }

        return uris.Select(uri => uri.Scheme).Distinct(StringComparer.Ordinal).Count() == 1;
    }
}
