using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Scim.Topology.Tests.Tls;

/// <summary>An authority that a test makes, and certificates from it.</summary>
internal sealed class TestAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _own;

    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority of a test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _own = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-10), TimeProvider.System.GetUtcNow().AddDays(10));
    }

    /// <summary>The authority's certificate in PEM.</summary>
    public string Pem => _own.ExportCertificatePem();

    /// <summary>A certificate of a process on this machine, from yesterday on.</summary>
    /// <param name="days">How many days from today it is valid.</param>
    /// <param name="isClient">Whether it may be shown to a server.</param>
    public (string Certificate, string Key) Issue(double days = 5, bool isClient = true)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=process", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        OidCollection usages = [new Oid(ServerAuthentication)];
        if (isClient) usages.Add(new Oid(ClientAuthentication));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usages, critical: false));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 issued = request.Create(_own, now.AddDays(-2), now.AddDays(days), RandomNumberGenerator.GetBytes(8));
        return (issued.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Writes a new certificate and the authority to files, and answers the variables of a process that name them.</summary>
    public Dictionary<string, string> WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        (string certificate, string key) = Issue();
        File.WriteAllText(Path.Combine(folder, "tls.key"), key);
        File.WriteAllText(Path.Combine(folder, "tls.crt"), certificate);
        File.WriteAllText(Path.Combine(folder, "ca.crt"), Pem);
        return new Dictionary<string, string>
        {
            ["Tls__CertificateFile"] = Path.Combine(folder, "tls.crt"),
            ["Tls__KeyFile"] = Path.Combine(folder, "tls.key"),
            ["Tls__AuthorityFile"] = Path.Combine(folder, "ca.crt"),
        };
    }

    public void Dispose() => _own.Dispose();
}
