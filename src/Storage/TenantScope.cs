using MongoDB.Bson;
using Scim.Storage.Bson;

namespace Scim.Storage;

/// <summary>The one place that makes queries: each begins with the tenant.</summary>
internal static class TenantScope
{
    private const string LastCharacter = "\U0010FFFF";

    /// <summary>A resource's document id.</summary>
    public static string DocumentId(string tenantId, string id) => string.Concat(tenantId, ":", id);

    /// <summary>A resource's id from its document's.</summary>
    public static string ResourceId(string documentId, string tenantId) => documentId[(tenantId.Length + 1)..];

    /// <summary>Tenant and resource of a document id.</summary>
    public static (string TenantId, string Id) Split(string documentId)
    {
        int colon = documentId.IndexOf(':', StringComparison.Ordinal);
        return (documentId[..colon], documentId[(colon + 1)..]);
    }

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

    /// <summary>The condition on <c>_id</c> that holds for every document of a tenant.</summary>
    public static BsonDocument DocumentIds(string tenantId) => new() { { "$gt", tenantId + ":" }, { "$lt", tenantId + ";" } };

    /// <summary>Whether a document id is one of a tenant's; "" stands for all tenants.</summary>
    public static bool IsOf(string tenantId, string documentId) =>
        tenantId.Length == 0
        || (documentId.Length > tenantId.Length && documentId[tenantId.Length] == ':' && documentId.StartsWith(tenantId, StringComparison.Ordinal));

    /// <summary>Everything behind a document id, tombstones too, of one tenant or, for "", of all: for the system's own feeds only.</summary>
    public static BsonDocument AnyAfter(string tenantId, string documentId)
    {
        if (tenantId.Length == 0) return new BsonDocument(DocumentFields.Id, new BsonDocument("$gt", documentId));
        BsonDocument ids = DocumentIds(tenantId);
        if (documentId.Length > 0) ids["$gt"] = documentId;
        return new BsonDocument { { DocumentFields.TenantId, tenantId }, { DocumentFields.Id, ids } };
    }

    /// <summary>The resources that have a lookup key which begins so.</summary>
    public static BsonDocument WithKeyPrefix(string tenantId, string prefix) => new()
    {
        { DocumentFields.TenantId, tenantId },
        { DocumentFields.Keys, new BsonDocument("$elemMatch", new BsonDocument { { "$gte", prefix }, { "$lte", prefix + LastCharacter } }) },
    };

    /// <summary>Those of some documents that exist.</summary>
    public static BsonDocument SomeLiveDocuments(string tenantId, IEnumerable<string> documentIds) => new()
    {
        { DocumentFields.TenantId, tenantId },
        { DocumentFields.Id, new BsonDocument("$in", new BsonArray(documentIds)) },
        { DocumentFields.Live, true },
    };

    /// <summary>The resources that exist and have one of some lookup keys.</summary>
    public static BsonDocument WithKeys(string tenantId, IReadOnlyList<string> keys) => new()
    {
        { DocumentFields.TenantId, tenantId },
        { DocumentFields.Keys, keys.Count == 1 ? keys[0] : new BsonDocument("$in", new BsonArray(keys)) },
    };
}
