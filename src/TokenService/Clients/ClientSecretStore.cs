using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Tokens;
using Scim.Tokens.Documents;

namespace Scim.Tokens.Clients;

/// <summary>
/// The SHA-256 of the secrets of OAuth clients, by the secrets' ids. Whether a secret is taken is decided by its connection,
/// which lists it: a hash that no connection lists is worth nothing.
/// </summary>
internal sealed class ClientSecretStore(TokenDatabase database)
{
    private const string Hash = "secret_sha256";

    private static readonly TimeSpan KeptAfterwards = TimeSpan.FromDays(30);

    private IMongoCollection<BsonDocument> Secrets => database.ClientSecrets;

    /// <summary>Stores the hash of a secret, in place of one of the same id.</summary>
    public Task StoreAsync(
        string tenantId, string connectionId, string clientId, BearerToken secret, DateTimeOffset expires, CancellationToken cancellationToken)
    {
        var document = new BsonDocument
        {
            { "_id", secret.Id }, { "tenant_id", tenantId }, { "connection_id", connectionId }, { "client_id", clientId },
            { Hash, new BsonBinaryData(secret.SecretSha256()) }, { "purge_at", new BsonDateTime((expires + KeptAfterwards).UtcDateTime) },
        };
        return Secrets.ReplaceOneAsync(
            new BsonDocument { { "tenant_id", tenantId }, { "_id", secret.Id } }, document, new ReplaceOptions { IsUpsert = true }, cancellationToken);
    }

    /// <summary>The hashes of a client's secrets, by their ids.</summary>
    public async Task<IReadOnlyDictionary<string, byte[]>> ListAsync(string tenantId, OAuthClient client, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument
        {
            { "tenant_id", tenantId }, { "_id", new BsonDocument("$in", new BsonArray(client.Secrets.Select(secret => secret.Id))) },
        };
        List<BsonDocument> found = await Secrets.Find(filter).ToListAsync(cancellationToken);
        return found.ToDictionary(document => document["_id"].AsString, document => document[Hash].AsByteArray, StringComparer.Ordinal);
    }

    public Task RemoveAsync(string tenantId, string id, CancellationToken cancellationToken) =>
        Secrets.DeleteOneAsync(new BsonDocument { { "tenant_id", tenantId }, { "_id", id } }, cancellationToken);

    public Task RemoveOfClientAsync(string tenantId, string connectionId, string clientId, CancellationToken cancellationToken) =>
        Secrets.DeleteManyAsync(
            new BsonDocument { { "tenant_id", tenantId }, { "connection_id", connectionId }, { "client_id", clientId } }, cancellationToken);

    public Task RemoveOfAsync(string tenantId, string connectionId, CancellationToken cancellationToken) =>
        Secrets.DeleteManyAsync(new BsonDocument { { "tenant_id", tenantId }, { "connection_id", connectionId } }, cancellationToken);

    public Task RemoveAllAsync(string tenantId, CancellationToken cancellationToken) =>
        Secrets.DeleteManyAsync(new BsonDocument("tenant_id", tenantId), cancellationToken);
}
