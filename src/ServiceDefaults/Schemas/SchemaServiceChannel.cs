using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Options;
using Scim.ServiceDefaults.Grpc;
using Scim.ServiceDefaults.Tls;

namespace Scim.ServiceDefaults.Schemas;

/// <summary>The channel to TokenService, for as long as the host runs.</summary>
internal sealed class SchemaServiceChannel(IOptions<SchemaServiceOptions> options, PeerCertificates certificates) : IDisposable
{
    private readonly GrpcChannel? _channel = string.IsNullOrEmpty(options.Value.Tokens) ? null : ServiceChannel.Open(options.Value.Tokens, certificates);

    /// <summary>The way to the service; null where no address is set.</summary>
    public CallInvoker? Invoker => _channel?.CreateCallInvoker();

    /// <inheritdoc/>
    public void Dispose() => _channel?.Dispose();
}
