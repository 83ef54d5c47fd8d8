using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Scim.Admin.SingleSignOn;

/// <summary>The metadata and keys of providers, by issuer: read when first needed, and again once a day or for a key that is not there.</summary>
internal sealed class Providers(ProviderConnections connections, IOptions<SignOnOptions> options)
{
    private const int MostRemembered = 20_000;
    private const string Metadata = "/.well-known/openid-configuration";

    private readonly ConcurrentDictionary<string, ConfigurationManager<OpenIdConnectConfiguration>> _known = new(StringComparer.Ordinal);

    /// <summary>A provider's metadata with its keys.</summary>
    /// <exception cref="SignOnException">It cannot be read, or is another issuer's.</exception>
    public async Task<OpenIdConnectConfiguration> GetAsync(string issuer, CancellationToken cancellationToken)
    {
        if (_known.Count >= MostRemembered) _known.Clear();
        try
        {
            OpenIdConnectConfiguration found = await _known.GetOrAdd(issuer, New).GetConfigurationAsync(cancellationToken);
            return found.Issuer.TrimEnd('/') == issuer.TrimEnd('/') ? found : throw new SignOnException(SignOnRefusal.Provider, "its metadata names another issuer");
        }
        catch (Exception error) when (error is InvalidOperationException or HttpRequestException or IOException or ArgumentException)
        {
            throw new SignOnException(SignOnRefusal.Provider, "its metadata cannot be read", error);
        }
    }

    /// <summary>Reads the keys again at the next use: a token was signed by one that is not known.</summary>
    public void Refresh(string issuer)
    {
        if (_known.TryGetValue(issuer, out ConfigurationManager<OpenIdConnectConfiguration>? manager)) manager.RequestRefresh();
    }

    private ConfigurationManager<OpenIdConnectConfiguration> New(string issuer) => new(
        issuer.TrimEnd('/') + Metadata,
        new OpenIdConnectConfigurationRetriever(),
        new HttpDocumentRetriever(connections.Client) { RequireHttps = !options.Value.AllowPrivateProviders });
}
