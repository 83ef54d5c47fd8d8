using MongoDB.Bson;
using Scim.Storage.Bson;

namespace Scim.Storage;

/// <summary>The one place that makes queries: each begins with the tenant.</summary>
internal static class TenantScope
{
    /// <summary>A resource's document id.</summary>
    public static string DocumentId(string tenantId, string id) => string.Concat(tenantId, ":", id);

    /// <summary>A resource's id from its document's.</summary>
    public static string ResourceId(string documentId, string tenantId) => documentId[(tenantId.Length + 1)..];

    /// <summary>One resource, live or not.</summary>
    public static BsonDocument One(string tenantId, string id) => new()
    {
        { DocumentFields.TenantId, tenantId },
        { DocumentFields.Id, DocumentId(tenantId, id) },
    };

    /// <summary>One resource that exists.</summary>
    public static BsonDocument OneLive(string tenantId, string id) => One(tenantId, id).Add(DocumentFields.Live, true);

    /// <summary>Some resources, those that exist.</summary>
    public static BsonDocument SomeLive(string tenantId, IEnumerable<string> ids) => new()
    {
        { DocumentFields.TenantId, tenantId },
        { DocumentFields.Id, new BsonDocument("$in", new BsonArray(ids.Select(id => DocumentId(tenantId, id)))) },
        { DocumentFields.Live, true },
    };

    /// <summary>All resources that exist.</summary>
    public static BsonDocument AllLive(string tenantId) => new()
    {
        { DocumentFields.TenantId, tenantId },
        { DocumentFields.Live, true },
    };

    /// <summary>The resources that exist behind a document id, in the order of ids; from the first with null.</summary>
    public static BsonDocument LiveAfter(string tenantId, string? documentId) => new()
    {
        { DocumentFields.TenantId, tenantId },
        {
            DocumentFields.Id,
            new BsonDocument { { "$gt", documentId ?? tenantId + ":" }, { "$lt", tenantId + ";" } }
        },
        { DocumentFields.Live, true },
    };

    /// <summary>The resources that exist and have one of some lookup keys.</summary>
    public static BsonDocument WithKeys(string tenantId, IReadOnlyList<string> keys) => new()
    {
        { DocumentFields.TenantId, tenantId },
        { DocumentFields.Keys, keys.Count == 1 ? keys[0] : new BsonDocument("$in", new BsonArray(keys)) },
    };
}
