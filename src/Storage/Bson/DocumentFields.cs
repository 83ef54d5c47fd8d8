namespace Scim.Storage.Bson;

/// <summary>
/// The fields of a resource's document. They are data: a changed name is a migration, and a test holds them.
/// </summary>
internal static class DocumentFields
{
    /// <summary><c>"{tenant}:{id}"</c>.</summary>
    public const string Id = "_id";

    /// <summary>The tenant; every query begins with it, and it is the shard key.</summary>
    public const string TenantId = "tenantId";

    /// <summary>The attributes under proto field names.</summary>
    public const string Body = "body";

    /// <summary>The version, an integer that every change increments by one.</summary>
    public const string Version = "version";

    /// <summary>When the resource was created.</summary>
    public const string Created = "created";

    /// <summary>When it was last changed.</summary>
    public const string Modified = "modified";

    /// <summary>true while the resource exists; absent in a tombstone.</summary>
    public const string Live = "live";

    /// <summary>The identifiers that connections know the resource by: <c>[{connection_id, value}]</c>.</summary>
    public const string ExternalIds = "external_ids";

    /// <summary>The change that the version came from.</summary>
    public const string LastChange = "lastChange";

    /// <summary>The request that created the resource, so that a retry of it is known for ever.</summary>
    public const string CreatedBy = "createdBy";

    /// <summary>The lookup keys.</summary>
    public const string Keys = "k";

    /// <summary>Which set of keyed attributes and which fold function the keys were made with.</summary>
    public const string KeysVersion = "kv";

    /// <summary>The folded value of the attribute that is unique in the tenant.</summary>
    public const string UniqueKey = "userNameKey";

    /// <summary>When the resource was deleted; only in a tombstone, which expires 30 days later.</summary>
    public const string Deleted = "deleted";

    /// <summary>1 or -1 while the tenant's maintained total does not have the creation or the deletion.</summary>
    public const string Uncounted = "u";
}
