using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Scim.Tokens.Federations;

/// <summary>Which issuers may be trusted, and how their keys are read: the section <c>Federation</c>.</summary>
internal sealed record FederationOptions
{
    public const string Section = "Federation";

    /// <summary>The hosts of issuers and their keys where none are configured: Microsoft Entra ID's, in its public and national clouds.</summary>
    private static readonly string[] Microsofts =
        ["login.microsoftonline.com", "sts.windows.net", "login.microsoftonline.us", "login.partner.microsoftonline.cn", "sts.chinacloudapi.cn"];

    /// <summary>
    /// Hosts that issuers and key sets may be on: names, or <c>*.name</c> for all below a name. The service connects to no other. None: those of
    /// Microsoft Entra ID.
    /// </summary>
    public IList<string> AllowedHosts { get; init; } = [];

    /// <summary>Whether hosts of the list that are this machine's own loopback may be without TLS. For tests only; false by default.</summary>
    public bool AllowLoopbackHttp { get; init; }

    /// <summary>How long a key set is used before it is read again: 1 minute to 1 day, 1 hour by default.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan KeysLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long an issuer is left alone after its keys were read for a key that they lacked, or could not be read: 0 to 10 minutes, 30 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan KeysPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the reading of keys may take: 0.1 to 30 s, 5 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan KeysTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How large a key set, and an issuer's metadata, may be: 1 KiB to 4 MiB, 256 KiB by default.</summary>
    [Range(1 << 10, 4 << 20)]
    public int MaxKeysBytes { get; init; } = 256 << 10;

    /// <summary>How far clocks may be apart: 0 to 10 minutes, 1 minute by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest life of an assertion: 1 minute to 2 days, 1 day by default, which Entra's for managed identities have.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "2.00:00:00")]
    public TimeSpan MaxAssertionLifetime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Whether an assertion needs a <c>jti</c>, so that each can be exchanged once only. Entra's have none; false by default.</summary>
    public bool RequireJti { get; init; }

    /// <summary>Whether a URL may be an issuer's, or that of its keys.</summary>
    public bool Allows(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.UserInfo.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (AllowLoopbackHttp && uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        && (AllowedHosts.Count > 0 ? AllowedHosts : Microsofts).Any(host => Covers(host, uri.IdnHost));

    private static bool Covers(string allowed, string host) => allowed.StartsWith("*.", StringComparison.Ordinal)
        ? host.Length > allowed.Length - 1 && host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)
        : string.Equals(allowed, host, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Checks <see cref="FederationOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class FederationOptionsValidator : IValidateOptions<FederationOptions>;
