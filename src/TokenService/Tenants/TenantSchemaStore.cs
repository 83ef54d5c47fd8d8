using System.Text.Json;
using Google.Protobuf.Collections;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protocol.Errors;
using Scim.Protos.Tokens.V1;
using Scim.Storage.Mongo;
using Scim.Tokens.Documents;

namespace Scim.Tokens.Tenants;

/// <summary>The tenants' own schemas, one document a tenant; the version in the filter decides between writers.</summary>
internal sealed class TenantSchemaStore(TokenDatabase database)
{
    private const int MaxExtensions = 20;
    private const string RequestId = "request_id";

    public async Task<TenantSchema> FindAsync(string tenantId, CancellationToken cancellationToken) =>
        await FindDocumentAsync(tenantId, cancellationToken) is { } document ? MessageDocument.Read<TenantSchema>(document) : new TenantSchema();

    public async Task<TenantSchema> ReplaceAsync(ReplaceTenantSchemaRequest request, Mutation by, CancellationToken cancellationToken)
    {
        BsonDocument? stored = await FindDocumentAsync(request.TenantId, cancellationToken);
        TenantSchema before = stored is null ? new TenantSchema() : MessageDocument.Read<TenantSchema>(stored);
        if (stored is not null && stored[RequestId] == by.RequestId) return before;
        if (request.HasExpectedVersion && request.ExpectedVersion != before.Version)
            throw ScimException.PreconditionFailed($"The schemas have version {before.Version}.");

        Check(request.Extensions, before);
        var schema = new TenantSchema { Version = before.Version + 1, Extensions = { request.Extensions } };
        BsonDocument document = MessageDocument.Write(schema);
        document["_id"] = request.TenantId;
        document[RequestId] = by.RequestId;
        await StoreAsync(document, before.Version, cancellationToken);
        return schema;
    }

    private static void Check(RepeatedField<SchemaExtension> extensions, TenantSchema before)
    {
        if (extensions.Count > MaxExtensions) throw ScimException.InvalidValue($"A tenant has at most {MaxExtensions} extensions.");
        if (extensions.Select(extension => extension.Urn.ToUpperInvariant()).Distinct().Count() < extensions.Count)
            throw ScimException.InvalidValue("Two extensions have the same URI.");
        if (before.Extensions.FirstOrDefault(old => extensions.All(extension => extension.Urn != old.Urn)) is { } gone)
            throw ScimException.InvalidValue($"{gone.Urn} cannot be removed: data may be stored under it.");

        foreach (SchemaExtension extension in extensions)
        {
            if (extension.ResourceType is not ("User" or "Group")) throw ScimException.InvalidValue("An extension is of the resource type User or Group.");

            Dictionary<string, string> attributes = Attributes(extension);
            if (before.Extensions.FirstOrDefault(old => old.Urn == extension.Urn) is not { } earlier) continue;

            foreach ((string name, string shape) in Attributes(earlier))
            {
                if (attributes.GetValueOrDefault(name) != shape)
                    throw ScimException.InvalidValue($"{extension.Urn}:{name} cannot be removed or become of another type: data may be stored under it.");
            }
        }
    }

    // The attributes of a schema in the form of RFC 7643 section 7, each with what decides how it is stored.
    private static Dictionary<string, string> Attributes(SchemaExtension extension)
    {
        try
        {
            using var json = JsonDocument.Parse(extension.DefinitionJson.Memory);
            if (json.RootElement.GetProperty("id").GetString() != extension.Urn || !extension.Urn.StartsWith("urn:", StringComparison.OrdinalIgnoreCase))
                throw ScimException.InvalidValue("An extension's id must be its URI, which begins with \"urn:\".");

            return json.RootElement.GetProperty("attributes").EnumerateArray().ToDictionary(
                attribute => attribute.GetProperty("name").GetString() ?? "",
                attribute => $"{attribute.GetProperty("type").GetString()}:{attribute.TryGetProperty("multiValued", out JsonElement many) && many.GetBoolean()}",
                StringComparer.OrdinalIgnoreCase);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw ScimException.InvalidValue($"The definition of {extension.Urn} is not a schema in the form of RFC 7643 section 7.");
        }
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

    private static ScimException Changed() => ScimException.PreconditionFailed("The schemas were changed at the same time.");

    private async Task<BsonDocument?> FindDocumentAsync(string tenantId, CancellationToken cancellationToken) =>
        await database.TenantSchemas.Find(new BsonDocument("_id", tenantId)).FirstOrDefaultAsync(cancellationToken);
}
