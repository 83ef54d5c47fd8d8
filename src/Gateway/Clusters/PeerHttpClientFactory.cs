using Scim.ServiceDefaults.Tls;
using Yarp.ReverseProxy.Forwarder;

namespace Scim.Gateway.Clusters;

/// <summary>YARP's clients, which forward and probe, with the certificate of this process.</summary>
internal sealed class PeerHttpClientFactory(PeerCertificates certificates, ILogger<ForwarderHttpClientFactory> logger) : ForwarderHttpClientFactory(logger)
{
    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        certificates.ApplyTo(handler);
    }
}
