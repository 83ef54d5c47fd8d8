using Google.Protobuf;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protocol.Schema;
using Scim.Storage.Bson;
using Scim.Storage.Indexes;
using Scim.Storage.Removal;

namespace Scim.Storage.Resources;

/// <summary>Opens the stores of a service's database.</summary>
/// <param name="database">The service's own database.</param>
/// <param name="options">The stores' bounds.</param>
/// <param name="time">The clock.</param>
/// <param name="loggers">Where the stores log.</param>
public sealed class ResourceStores(IMongoDatabase database, StorageOptions options, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>The store of one type, in a collection of its own whose indexes are created where they are missing.</summary>
    /// <typeparam name="T">The message that a resource is.</typeparam>
    /// <param name="collection">The collection's name, for example <c>users</c>.</param>
    /// <param name="type">The resource type.</param>
    /// <param name="elsewhere">The attributes that are not stored with the resource (a group's members).</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ResourceStore<T>> OpenAsync<T>(
        string collection, ScimResourceType type, IReadOnlyList<string> elsewhere, CancellationToken cancellationToken)
        where T : class, IMessage<T>, new()
    {
        ResourceStore<T> store = Open<T>(collection, type, elsewhere);
        await ResourceIndexes.CreateAsync(database.GetCollection<RawBsonDocument>(collection), options.TombstoneLife, cancellationToken);
        return store;
    }

    /// <summary>The same without a look at the indexes: nothing is sent.</summary>
    /// <typeparam name="T">The message that a resource is.</typeparam>
    /// <param name="collection">The collection's name.</param>
    /// <param name="type">The resource type as all tenants have it.</param>
    /// <param name="elsewhere">The attributes that are not stored with the resource.</param>
    /// <param name="typeOf">The type as a tenant has it; null where all have the same.</param>
    public ResourceStore<T> Open<T>(string collection, ScimResourceType type, IReadOnlyList<string> elsewhere, TenantTypeOf? typeOf = null)
        where T : class, IMessage<T>, new()
    {
        IMongoCollection<RawBsonDocument> documents = database.GetCollection<RawBsonDocument>(collection);
        var totals = new TenantTotals(
            documents,
            database.GetCollection<BsonDocument>($"{collection}_totals"),
            new TenantTotalsLog(loggers.CreateLogger<TenantTotals>()));
        var resources = new ResourceCollection<T>(documents, time);
        var choices = new KeyChoices(database.GetCollection<BsonDocument>($"{collection}_lookups"), options, time);
        return new ResourceStore<T>(
            resources,
            new ResourceLister<T>(resources, new WholeList<T>(resources, totals, time), options),
            new ResourceLayouts<T>(type, [.. elsewhere]),
            new KeyPlans(choices, options, time),
            choices,
            totals,
            typeOf,
            time);
    }

    /// <summary>What a tenant has in a collection of resources, tombstones too, and beside it.</summary>
    public IEnumerable<TenantPart> PartsOf(string collection, string tenantId) =>
    [
        TenantPart.Under(collection, database.GetCollection<BsonDocument>(collection), tenantId, DocumentFields.TenantId),
        TenantPart.One(database.GetCollection<BsonDocument>($"{collection}_totals"), tenantId),
        TenantPart.One(database.GetCollection<BsonDocument>($"{collection}_lookups"), tenantId),
    ];

    /// <summary>Creates the indexes of a collection of resources where they are missing.</summary>
    public Task CreateIndexesAsync(string collection, CancellationToken cancellationToken) =>
        ResourceIndexes.CreateAsync(database.GetCollection<RawBsonDocument>(collection), options.TombstoneLife, cancellationToken);
}
