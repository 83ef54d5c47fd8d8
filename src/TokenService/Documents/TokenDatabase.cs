using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Storage.Mongo;

namespace Scim.Tokens.Documents;

/// <summary>The service's collections and their indexes.</summary>
internal sealed class TokenDatabase(MongoConnection connection)
{
    public IMongoCollection<BsonDocument> Tenants => Of("tenants");

    public IMongoCollection<BsonDocument> TenantRemovals => Of("tenant_removals");

    public IMongoCollection<BsonDocument> TenantSchemas => Of("tenant_schemas");

    public IMongoCollection<BsonDocument> Connections => Of("connections");

    public IMongoCollection<BsonDocument> ClientSecrets => Of("client_secrets");

    public IMongoCollection<BsonDocument> AssertionUses => Of("assertion_uses");

    public IMongoCollection<BsonDocument> Tokens => Of("tokens");

    public IMongoCollection<BsonDocument> TokenUses => Of("token_uses");

    public IMongoCollection<BsonDocument> Activity => Of("activity");

    public IMongoCollection<BsonDocument> Deletions => Of("deletions");

    public IMongoCollection<BsonDocument> ActivityCounts => Of("activity_counts");

    public IMongoCollection<BsonDocument> Audit => Of("audit");

    public IMongoCollection<BsonDocument> SignOns => Of("sign_ons");

    public IMongoCollection<BsonDocument> Bindings => Of("sign_on_bindings");

    public IMongoCollection<BsonDocument> SigningKeys => Of("signing_keys");

    public async Task CreateIndexesAsync(CancellationToken cancellationToken)
    {
        await CreateAsync(Tenants, new("state", 1), new(), cancellationToken);
        await CreateAsync(TokenUses, new("tenant_id", 1), new(), cancellationToken);
        await CreateAsync(AssertionUses, new("tenant_id", 1), new(), cancellationToken);
        await CreateAsync(Bindings, new BsonDocument { { "tenant_id", 1 }, { "user_id", 1 } }, new() { Unique = true }, cancellationToken);
        await CreateAsync(Connections, new("tenant_id", 1), new(), cancellationToken);
        foreach (string clients in (string[])["oauth_clients.client_id", "federations.client_id"])
        {
            await CreateAsync(Connections, new(clients, 1), new(), cancellationToken);
        }

        await CreateAsync(ClientSecrets, new BsonDocument { { "tenant_id", 1 }, { "connection_id", 1 } }, new(), cancellationToken);
        var slots = new BsonDocument { { "tenant_id", 1 }, { "connection_id", 1 }, { "name", 1 }, { "slot", 1 } };
        var taken = new CreateIndexOptions<BsonDocument> { Unique = true, PartialFilterExpression = new BsonDocument("slot", new BsonDocument("$exists", true)) };
        await CreateAsync(Tokens, slots, taken, cancellationToken);
        await CreateAsync(Tokens, new BsonDocument { { "tenant_id", 1 }, { "connection_id", 1 }, { "order", -1 } }, new(), cancellationToken);
        foreach (IMongoCollection<BsonDocument> records in new[] { Activity, Audit })
        {
            await CreateAsync(records, new BsonDocument { { "tenant_id", 1 }, { "order", -1 } }, new(), cancellationToken);
        }

        foreach (IMongoCollection<BsonDocument> ending in new[] { Tokens, ClientSecrets, AssertionUses, TokenUses, Activity, ActivityCounts, Deletions, Audit })
        {
            await CreateAsync(ending, new("purge_at", 1), new() { ExpireAfter = TimeSpan.Zero }, cancellationToken);
        }

        await CreateAsync(SigningKeys, new("ends", 1), new() { ExpireAfter = TimeSpan.Zero }, cancellationToken);
    }

    private static Task<string> CreateAsync(
        IMongoCollection<BsonDocument> collection, BsonDocument keys, CreateIndexOptions<BsonDocument> options, CancellationToken cancellationToken) =>
        collection.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(keys, options), null, cancellationToken);

    private IMongoCollection<BsonDocument> Of(string name) => connection.Database.GetCollection<BsonDocument>(name);
}
