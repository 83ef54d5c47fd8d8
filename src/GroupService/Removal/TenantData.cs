using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Groups.Members;
using Scim.Protos.Common.V1;
using Scim.Protos.Groups.V1;
using Scim.Storage.Mongo;
using Scim.Storage.Removal;
using Scim.Storage.Resources;

namespace Scim.Groups.Removal;

/// <summary>All that a tenant has in this service's database.</summary>
internal sealed class TenantData(MongoConnection connection, ResourceStores stores, MembershipJobs jobs, RemovedTenants removed)
{
    private const string TenantId = "tenantId";

    /// <summary>Removes some of it: first the memberships, which are most.</summary>
    public async Task<RemoveTenantResponse> RemoveAsync(string tenantId, RemoveTenantRequest request, CancellationToken cancellationToken)
    {
        await removed.AddAsync(tenantId, cancellationToken);
        await jobs.ForgetAsync(tenantId, cancellationToken);
        TenantPart[] parts =
        [
            TenantPart.Under("memberships", Of(MembershipStore.EdgeCollection), tenantId, TenantId),
            .. stores.PartsOf(MembershipStore.GroupCollection, tenantId),
            TenantPart.Under("records", Of("known_subjects"), tenantId, TenantId),
            TenantPart.One(Of("membership_tenants"), tenantId),
            TenantPart.One(Of("nesting"), tenantId),
        ];
        (IReadOnlyList<RemovedPart> gone, bool complete) = await TenantRemover.RemoveAsync(parts, request.Limit, request.Count, cancellationToken);
        return new RemoveTenantResponse { Parts = { gone }, Complete = complete };
    }

    private IMongoCollection<BsonDocument> Of(string name) => connection.Database.GetCollection<BsonDocument>(name);
}
