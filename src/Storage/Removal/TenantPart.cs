using MongoDB.Bson;
using MongoDB.Driver;

namespace Scim.Storage.Removal;

/// <summary>Some of what a tenant has: the documents of a collection that a filter names.</summary>
/// <param name="Kind">What they are counted as; "" for what nobody counts.</param>
/// <param name="Collection">The collection.</param>
/// <param name="Filter">The tenant's documents, those of all others left alone.</param>
public sealed record TenantPart(string Kind, IMongoCollection<BsonDocument> Collection, BsonDocument Filter)
{
    /// <summary>The documents whose ids begin with the tenant's and a colon.</summary>
    /// <param name="kind">What they are counted as.</param>
    /// <param name="collection">The collection.</param>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="field">The field that holds the tenant; null where only the id does.</param>
    public static TenantPart Under(string kind, IMongoCollection<BsonDocument> collection, string tenantId, string? field)
    {
        var filter = new BsonDocument("_id", TenantScope.DocumentIds(tenantId));
        if (field is not null) filter.InsertAt(0, new BsonElement(field, tenantId));
        return new TenantPart(kind, collection, filter);
    }

    /// <summary>The documents of the tenant, whatever their ids.</summary>
    public static TenantPart Of(string kind, IMongoCollection<BsonDocument> collection, string tenantId, string field) =>
        new(kind, collection, new BsonDocument(field, tenantId));

    /// <summary>The one document that the tenant has.</summary>
    public static TenantPart One(IMongoCollection<BsonDocument> collection, string tenantId) => new("", collection, new BsonDocument("_id", tenantId));
}
