using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protos.Tokens.V1;
using Scim.Tokens.Documents;

namespace Scim.Tokens.Tenants;

/// <summary>The tenants; a tenant's id is its document's.</summary>
internal sealed class TenantStore(TokenDatabase database)
{
    private const int MostDeleting = 1_000;

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

    /// <summary>A tenant that is not being deleted.</summary>
    /// <exception cref="Protocol.Errors.ScimException">404: there is none; 409: it is being deleted.</exception>
    public async Task<Tenant> GetLiveAsync(string tenantId, CancellationToken cancellationToken)
    {
        Tenant tenant = await GetAsync(tenantId, cancellationToken);
        RequireLive(tenant);
        return tenant;
    }

    /// <summary>Refuses to go on with a tenant that is being deleted.</summary>
    public static void RequireLive(Tenant tenant)
    {
        if (tenant.State is TenantState.Deleting or TenantState.Deleted) throw Protocol.Errors.ScimException.Conflict("The tenant is being deleted.");
    }

    /// <summary>The ids of tenants whose data is to be removed: the service's own work, so no tenant is named.</summary>
    public async Task<List<string>> DeletingAsync(CancellationToken cancellationToken)
    {
        List<BsonDocument> found = await database.Tenants.Find(new BsonDocument("state", (int)TenantState.Deleting))
            .Project(new BsonDocument("_id", 1)).Limit(MostDeleting).ToListAsync(cancellationToken);
        return [.. found.Select(tenant => tenant["_id"].AsString)];
    }

    /// <summary>Keeps of a tenant whose data is gone that its id was used.</summary>
    public Task<(Tenant Entity, IReadOnlyList<string> Changed)> EndAsync(string tenantId, Mutation by, CancellationToken cancellationToken) =>
        UpdateAsync(tenantId, "", by, tenant => (tenant.State, tenant.DisplayName, tenant.Limits, tenant.SchemaVersion) = (TenantState.Deleted, "", null, 0), cancellationToken);

    /// <summary>A page of all tenants: only operators and services come here, so no tenant is named.</summary>
    public Task<List<Tenant>> ListAsync(string prefix, string? after, int limit, bool showDeleted, CancellationToken cancellationToken)
    {
        var range = new BsonDocument("$gte", prefix);
        if (prefix.Length > 0) range.Add("$lt", prefix + "\uffff");
        if (after is not null) range.Add("$gt", after);
        var filter = new BsonDocument("_id", range);
        if (!showDeleted) filter.Add("state", new BsonDocument("$ne", (int)TenantState.Deleted));
        return _entities.ListAsync(filter, limit, cancellationToken);
    }
}
