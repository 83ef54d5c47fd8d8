using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using Scim.Protocol.Errors;

namespace Scim.Tokens.Federations;

/// <summary>
/// Reads the keys of issuers (RFC 7517), from hosts of the allow-list only, without following redirects, and no more bytes and no longer than
/// the options say.
/// </summary>
internal sealed class IssuerKeyReader : IDisposable
{
    private const int LeastRsaBits = 2048;
    private const string Metadata = "/.well-known/openid-configuration";

    private readonly FederationOptions _options;
    private readonly HttpClient _http;

    public IssuerKeyReader(IOptions<FederationOptions> options)
    {
        _options = options.Value;
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        _http = new HttpClient(handler) { Timeout = _options.KeysTimeout, MaxResponseContentBufferSize = _options.MaxKeysBytes };
    }

    /// <summary>The keys of an issuer that signatures can be checked with, by their ids.</summary>
    /// <param name="issuer">The issuer.</param>
    /// <param name="jwksUri">Where its keys are; empty for where its metadata says (OpenID Connect Discovery 1.0 section 4).</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ScimException">503: they cannot be read.</exception>
    public async Task<IReadOnlyDictionary<string, JsonWebKey>> ReadAsync(string issuer, string jwksUri, CancellationToken cancellationToken)
    {
        try
        {
            string location = jwksUri.Length > 0 ? jwksUri : await DiscoverAsync(issuer, cancellationToken);
            var set = new JsonWebKeySet(await GetAsync(location, cancellationToken));
            return set.Keys.Where(IsUsable).DistinctBy(key => key.Kid).ToDictionary(key => key.Kid, StringComparer.Ordinal);
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException or JsonException or ArgumentException or KeyNotFoundException or InvalidOperationException)
        {
            throw ScimException.Unavailable(_options.KeysPause, $"The keys of {issuer} cannot be read: {error.Message}");
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Public keys for signatures only: a symmetric key in a set is no key at all.</summary>
    private static bool IsUsable(JsonWebKey key) =>
        !string.IsNullOrEmpty(key.Kid) && key.Use is null or "" or "sig"
        && ((key.Kty == JsonWebAlgorithmsKeyTypes.RSA && key.KeySize >= LeastRsaBits) || key.Kty == JsonWebAlgorithmsKeyTypes.EllipticCurve);

    private async Task<string> DiscoverAsync(string issuer, CancellationToken cancellationToken)
    {
        using JsonDocument metadata = JsonDocument.Parse(await GetAsync(issuer.TrimEnd('/') + Metadata, cancellationToken));
        if (metadata.RootElement.GetProperty("issuer").GetString() != issuer) throw new InvalidOperationException("its metadata names another issuer.");
        return metadata.RootElement.GetProperty("jwks_uri").GetString() ?? "";
    }

    private async Task<string> GetAsync(string url, CancellationToken cancellationToken)
    {
        if (!_options.Allows(url)) throw new InvalidOperationException($"\"{url}\" is not on a host that this deployment allows.");
        return await _http.GetStringAsync(new Uri(url), cancellationToken);
    }
}
