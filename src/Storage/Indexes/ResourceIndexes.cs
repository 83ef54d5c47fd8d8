using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Storage.Bson;

namespace Scim.Storage.Indexes;

/// <summary>
/// The indexes of a collection of resources, created at start where they are missing. Each begins with the tenant,
/// which is the shard key too; lists go by <c>_id</c>, which begins with the tenant as well.
/// </summary>
internal static class ResourceIndexes
{
    /// <summary>Creates what is missing. The same indexes again are no work and no error.</summary>
    public static Task CreateAsync(IMongoCollection<RawBsonDocument> collection, TimeSpan tombstoneLife, CancellationToken cancellationToken) =>
        collection.Indexes.CreateManyAsync(
            [
                Index("lookup", By(DocumentFields.Keys)),
                Index("modified", By(DocumentFields.Modified)),
                Index("unique", By(DocumentFields.UniqueKey), new CreateIndexOptions<RawBsonDocument>
                {
                    Unique = true,
                    PartialFilterExpression = new BsonDocument(DocumentFields.UniqueKey, new BsonDocument("$exists", true)),
                }),
                Index("uncounted", By(DocumentFields.Uncounted), new CreateIndexOptions<RawBsonDocument>
                {
                    PartialFilterExpression = new BsonDocument(DocumentFields.Uncounted, new BsonDocument("$exists", true)),
                }),
                Index("tombstones", new BsonDocument(DocumentFields.Deleted, 1), new CreateIndexOptions<RawBsonDocument> { ExpireAfter = tombstoneLife }),
            ],
            cancellationToken);

    private static BsonDocument By(string field) => new() { { DocumentFields.TenantId, 1 }, { field, 1 } };

    private static CreateIndexModel<RawBsonDocument> Index(string name, BsonDocument keys, CreateIndexOptions<RawBsonDocument>? options = null)
    {
        options ??= new CreateIndexOptions<RawBsonDocument>();
        options.Name = name;
        return new CreateIndexModel<RawBsonDocument>(keys, options);
    }
}
