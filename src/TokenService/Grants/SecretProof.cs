using System.Security.Cryptography;
using Scim.Protos.Tokens.V1;
using Scim.Tokens.Clients;
using Scim.Tokens.Connections;

namespace Scim.Tokens.Grants;

/// <summary>Clients that prove themselves by a secret (RFC 6749 section 2.3.1).</summary>
internal sealed class SecretProof(ConnectionStore connections, ClientSecretStore secrets, TimeProvider time)
{
    /// <summary>The client; null where there is none with that secret.</summary>
    public async Task<ProvenClient?> ProveAsync(string clientId, ReadOnlyMemory<byte> secretSha256, CancellationToken cancellationToken)
    {
        if (clientId.Length == 0 || await connections.FindByClientAsync("oauth_clients", clientId, cancellationToken) is not [Connection connection]) return null;

        OAuthClient client = connection.OauthClients.First(item => item.ClientId == clientId);
        IReadOnlyDictionary<string, byte[]> hashes = await secrets.ListAsync(connection.TenantId, client, cancellationToken);
        ClientSecret? proven = null;
        foreach (ClientSecret secret in client.Secrets)
        {
            bool same = CryptographicOperations.FixedTimeEquals(hashes.GetValueOrDefault(secret.Id, []), secretSha256.Span);
            if (same) proven = secret;
        }

        if (proven is null) return null;

        string? fault = proven.Expires.ToDateTimeOffset() <= time.GetUtcNow() ? "The client secret has expired. Add a new one in the console." : null;
        return new ProvenClient(
            connection, clientId, client.DisplayName, proven.Id, client.Scope, AccessTokenLifetime.Of(client.AccessTokenLifetime), fault);
    }
}
