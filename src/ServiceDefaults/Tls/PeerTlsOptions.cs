using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Scim.ServiceDefaults.Tls;

/// <summary>
/// The certificate that a process shows to the others of the system, and whose certificates it takes: the section "Tls".
/// All three files are PEM. Where the section is empty processes talk in clear text.
/// </summary>
public sealed record PeerTlsOptions : IValidatableObject
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Tls";

    /// <summary>The process's own certificate, for both client and server authentication, with the names it is called by.</summary>
    public string CertificateFile { get; init; } = "";

    /// <summary>The certificate's private key.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>The authorities, intermediate ones too, that the certificates of the system's processes come from; no other is taken.</summary>
    public string AuthorityFile { get; init; } = "";

    /// <summary>Whether processes of the system prove to each other who they are.</summary>
    public bool IsSet => CertificateFile.Length + KeyFile.Length + AuthorityFile.Length > 0;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsSet) yield break;

        bool readable = true;
        foreach ((string name, string file) in ((string, string)[])[(nameof(CertificateFile), CertificateFile), (nameof(KeyFile), KeyFile), (nameof(AuthorityFile), AuthorityFile)])
        {
            if (File.Exists(file)) continue;
            readable = false;
            yield return new ValidationResult($"Tls:{name} is \"{file}\"; it has to be a file in PEM, as all three settings of \"Tls\" have to be.", [name]);
        }

        if (readable && Problem() is { } problem)
            yield return new ValidationResult($"Tls:CertificateFile, Tls:KeyFile and Tls:AuthorityFile cannot be used together: {problem}", [nameof(CertificateFile)]);
    }

    private string? Problem()
    {
        try
        {
            PeerCertificateSet.Load(this).Dispose();
            return null;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }
}

/// <summary>Checks <see cref="PeerTlsOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class PeerTlsOptionsValidator : IValidateOptions<PeerTlsOptions>;
