using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Scim.ServiceDefaults.Tls;

/// <summary>What the three files held at one time.</summary>
internal sealed class PeerCertificateSet : IDisposable
{
    private readonly string _text;

    private PeerCertificateSet(string text, X509Certificate2 own, X509Certificate2Collection authorities) => (_text, Own, Authorities) = (text, own, authorities);

    /// <summary>The own certificate, with its key.</summary>
    public X509Certificate2 Own { get; }

    /// <summary>The authorities, of which the self-signed ones are trusted.</summary>
    public X509Certificate2Collection Authorities { get; }

    /// <summary>Reads the files.</summary>
    /// <param name="options">Where they are.</param>
    /// <param name="known">What was read before; it is the result where nothing has changed.</param>
    /// <exception cref="CryptographicException">A file is no PEM, or the key is another certificate's.</exception>
    public static PeerCertificateSet Load(PeerTlsOptions options, PeerCertificateSet? known = null)
    {
        string certificate = File.ReadAllText(options.CertificateFile), key = File.ReadAllText(options.KeyFile), authority = File.ReadAllText(options.AuthorityFile);
        string text = string.Concat(certificate, key, authority);
        if (text == known?._text) return known;

        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(authority);
        if (authorities.Count == 0) throw new CryptographicException("the authority file holds no certificate.");
        return new PeerCertificateSet(text, WithKey(certificate, key), authorities);
    }

    /// <summary>Whether a certificate comes from one of the authorities, for a purpose, and is valid now.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="purpose">The extended key usage.</param>
    /// <param name="time">The time.</param>
    public bool Trusts(X509Certificate2 certificate, Oid purpose, DateTimeOffset time)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.VerificationTime = time.LocalDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(purpose);
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        Own.Dispose();
        foreach (X509Certificate2 authority in Authorities) authority.Dispose();
    }

    private static X509Certificate2 WithKey(string certificate, string key)
    {
        X509Certificate2 own = X509Certificate2.CreateFromPem(certificate, key);
        if (!OperatingSystem.IsWindows()) return own;

        // Windows takes no key for TLS that is not in a store.
        using (own) return X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), password: null);
    }
}
