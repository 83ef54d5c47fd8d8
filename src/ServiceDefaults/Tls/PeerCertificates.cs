using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Scim.ServiceDefaults.Tls;

/// <summary>
/// TLS between the processes of the system, each of which proves to the other who it is. The files are read at each
/// handshake, so that renewed certificates need no restart; connections that are open stay.
/// </summary>
public sealed partial class PeerCertificates
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly Lock _lock = new();
    private readonly PeerTlsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<PeerCertificates> _logger;
    private PeerCertificateSet? _current;

    /// <summary>Nothing is read before it is needed.</summary>
    public PeerCertificates(IOptions<PeerTlsOptions> options, TimeProvider time, ILogger<PeerCertificates> logger) =>
        (_options, _time, _logger) = (options.Value, time, logger);

    /// <summary>Whether the section is there.</summary>
    public bool IsSet => _options.IsSet;

    /// <summary>Makes the calls of a handler show the own certificate and take only servers of the system.</summary>
    public void ApplyTo(SocketsHttpHandler handler)
    {
        if (!IsSet) return;
        handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => Current().Own;
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None && IsTrusted(certificate as X509Certificate2, ServerAuthentication);
    }

    /// <summary>Makes https ports show the own certificate and take only clients of the system.</summary>
    public void ApplyTo(HttpsConnectionAdapterOptions https)
    {
        if (!IsSet) return;
        https.ServerCertificateSelector = (_, _) => Current().Own;
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = (certificate, _, _) => IsTrusted(certificate, ClientAuthentication);
    }

    private bool IsTrusted(X509Certificate2? certificate, Oid purpose)
    {
        if (certificate is null) return false;
        bool trusted = Current().Trusts(certificate, purpose, _time.GetUtcNow());
        if (!trusted) LogRefused(_logger, certificate.Subject, certificate.SerialNumber);
        return trusted;
    }

    // What is replaced is not disposed: a handshake may be using it.
    private PeerCertificateSet Current()
    {
        lock (_lock)
        {
            try
            {
                PeerCertificateSet read = PeerCertificateSet.Load(_options, _current);
                if (_current is not null && !ReferenceEquals(read, _current)) LogRenewed(_logger, read.Own.Subject, read.Own.NotAfter);
                return _current = read;
            }
            catch (Exception error) when (_current is not null && error is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
            {
                // Files are being replaced, one after another.
                LogUnreadable(_logger, error.Message);
                return _current!;
            }
        }
    }

    [LoggerMessage(1301, LogLevel.Warning, "The certificate {Subject} with serial number {SerialNumber} is not of this system; its connection is refused")]
    private static partial void LogRefused(ILogger logger, string subject, string serialNumber);

    [LoggerMessage(1302, LogLevel.Information, "The certificate of this process was renewed: {Subject}, until {NotAfter}")]
    private static partial void LogRenewed(ILogger logger, string subject, DateTime notAfter);

    [LoggerMessage(1303, LogLevel.Warning, "The files of section \"Tls\" cannot be read ({Reason}); those read before are used")]
    private static partial void LogUnreadable(ILogger logger, string reason);
}
