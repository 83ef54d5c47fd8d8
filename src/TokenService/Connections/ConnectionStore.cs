using MongoDB.Bson;
using Scim.Protocol.Errors;
using Scim.Protos.Tokens.V1;
using Scim.Tokens.Documents;

namespace Scim.Tokens.Connections;

/// <summary>The connections of all tenants; a document's id is "{tenant}:{connection}".</summary>
internal sealed class ConnectionStore(TokenDatabase database)
{
    private readonly EntityStore<Connection> _entities = new(database.Connections, "connection");

    public static string Key(string tenantId, string id) => $"{tenantId}:{id}";

    public Task<Connection> CreateAsync(Connection connection, Mutation by, CancellationToken cancellationToken) =>
        _entities.CreateAsync(connection.TenantId, Key(connection.TenantId, connection.Id), connection, by, cancellationToken);

    public Task<Connection?> FindAsync(string tenantId, string id, CancellationToken cancellationToken) =>
        _entities.FindAsync(tenantId, Key(tenantId, id), cancellationToken);

    public Task<Connection> GetAsync(string tenantId, string id, CancellationToken cancellationToken) =>
        _entities.GetAsync(tenantId, Key(tenantId, id), cancellationToken);

    public Task<List<Connection>> ListAsync(string tenantId, string? after, int limit, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument { { "tenant_id", tenantId }, { "_id", new BsonDocument("$gt", Key(tenantId, after ?? "")) } };
        return _entities.ListAsync(filter, limit, cancellationToken);
    }

    public Task<long> CountAsync(string tenantId, CancellationToken cancellationToken) => _entities.CountAsync(tenantId, cancellationToken);

    public Task<(Connection Entity, IReadOnlyList<string> Changed)> UpdateAsync(
        string tenantId, string id, string ifMatch, Mutation by, Action<Connection> change, CancellationToken cancellationToken, bool again = false) =>
        _entities.UpdateAsync(tenantId, Key(tenantId, id), ifMatch, by, change, cancellationToken, again);

    /// <summary>The connections with an OAuth client or a federation of that client id, of whatever tenant: the client tells its tenant.</summary>
    public Task<List<Connection>> FindByClientAsync(string list, string clientId, CancellationToken cancellationToken) =>
        _entities.ListAsync(new BsonDocument($"{list}.client_id", clientId), 2, cancellationToken);

    public Task<bool> RemoveAsync(string tenantId, string id, string ifMatch, CancellationToken cancellationToken) =>
        _entities.RemoveAsync(tenantId, Key(tenantId, id), ifMatch, cancellationToken);

    public Task RemoveAllAsync(string tenantId, CancellationToken cancellationToken) => _entities.RemoveAllAsync(tenantId, cancellationToken);

    public ScimException Missing() => _entities.Missing();
}
