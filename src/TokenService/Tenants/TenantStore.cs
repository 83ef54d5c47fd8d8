using MongoDB.Bson;
using Scim.Protos.Tokens.V1;
using Scim.Tokens.Documents;

namespace Scim.Tokens.Tenants;

/// <summary>The tenants; a tenant's id is its document's.</summary>
internal sealed class TenantStore(TokenDatabase database)
{
    private readonly EntityStore<Tenant> _entities = new(database.Tenants, "tenant");

    public Task<Tenant> CreateAsync(Tenant tenant, Mutation by, CancellationToken cancellationToken) =>
        _entities.CreateAsync(tenant.Id, tenant.Id, tenant, by, cancellationToken);

    public Task<Tenant?> FindAsync(string tenantId, CancellationToken cancellationToken) =>
        _entities.FindAsync(tenantId, tenantId, cancellationToken);

    public Task<Tenant> GetAsync(string tenantId, CancellationToken cancellationToken) =>
        _entities.GetAsync(tenantId, tenantId, cancellationToken);

    public Task<(Tenant Entity, IReadOnlyList<string> Changed)> UpdateAsync(
        string tenantId, string ifMatch, Mutation by, Action<Tenant> change, CancellationToken cancellationToken) =>
        _entities.UpdateAsync(tenantId, tenantId, ifMatch, by, change, cancellationToken);

    /// <summary>A page of all tenants: only operators and services come here, so no tenant is named.</summary>
    public Task<List<Tenant>> ListAsync(string prefix, string? after, int limit, CancellationToken cancellationToken)
    {
        var range = new BsonDocument("$gte", prefix);
        if (prefix.Length > 0) range.Add("$lt", prefix + "\uffff");
        if (after is not null) range.Add("$gt", after);
        return _entities.ListAsync(new BsonDocument("_id", range), limit, cancellationToken);
    }
}
