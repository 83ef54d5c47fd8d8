using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protocol.Errors;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Schemas;
using Scim.Storage.Mongo;
using Scim.Tokens.Documents;

namespace Scim.Tokens.Tenants;

/// <summary>The tenants' own schemas, one document a tenant; the version in the filter decides between writers.</summary>
internal sealed class TenantSchemaStore(TokenDatabase database, DeploymentSchemas deployment)
{
    private const string RequestId = "request_id";

    public async Task<TenantSchema> FindAsync(string tenantId, CancellationToken cancellationToken) =>
        await FindDocumentAsync(tenantId, cancellationToken) is { } document ? MessageDocument.Read<TenantSchema>(document) : new TenantSchema();

    /// <summary>A tenant's resource types.</summary>
    public async Task<TenantTypes> TypesAsync(string tenantId, CancellationToken cancellationToken) =>
        deployment.Types.With(await FindAsync(tenantId, cancellationToken));

    /// <summary>Replaces a tenant's schemas by those of a request; what is the same already stays as it is, with its version.</summary>
    /// <param name="request">The request.</param>
    /// <param name="by">Who asks, by which request; a retry of it changes nothing.</param>
    /// <param name="check">Refuses what may not follow the schemas before.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(TenantSchema Schema, bool Changed)> ReplaceAsync(
        ReplaceTenantSchemaRequest request, Mutation by, Action<TenantSchema> check, CancellationToken cancellationToken)
    {
        BsonDocument? stored = await FindDocumentAsync(request.TenantId, cancellationToken);
        TenantSchema before = stored is null ? new TenantSchema() : MessageDocument.Read<TenantSchema>(stored);
        if (stored is not null && stored[RequestId] == by.RequestId) return (before, true);
        if (request.HasExpectedVersion && request.ExpectedVersion != before.Version)
            throw ScimException.PreconditionFailed($"The schemas have version {before.Version}.");

        check(before);
        if (request.Extensions.Equals(before.Extensions)) return (before, false);

        var schema = new TenantSchema { Version = before.Version + 1, Extensions = { request.Extensions } };
        BsonDocument document = MessageDocument.Write(schema);
        document["_id"] = request.TenantId;
        document[RequestId] = by.RequestId;
        await StoreAsync(document, before.Version, cancellationToken);
        return (schema, true);
    }

    private async Task StoreAsync(BsonDocument document, long version, CancellationToken cancellationToken)
    {
        try
        {
            var filter = new BsonDocument { { "_id", document["_id"] }, { "version", version } };
            ReplaceOneResult result = await database.TenantSchemas.ReplaceOneAsync(
                filter, document, new ReplaceOptions { IsUpsert = version == 0 }, cancellationToken);
            if (result.MatchedCount == 0 && result.UpsertedId is null) throw Changed();
        }
        catch (MongoWriteException error) when (MongoErrors.IsDuplicateKey(error))
        {
            throw Changed();
        }
    }

    public Task RemoveAsync(string tenantId, CancellationToken cancellationToken) =>
        database.TenantSchemas.DeleteOneAsync(new BsonDocument("_id", tenantId), cancellationToken);

    private static ScimException Changed() => ScimException.PreconditionFailed("The schemas were changed at the same time.");

    private async Task<BsonDocument?> FindDocumentAsync(string tenantId, CancellationToken cancellationToken) =>
        await database.TenantSchemas.Find(new BsonDocument("_id", tenantId)).FirstOrDefaultAsync(cancellationToken);
}
