using Google.Protobuf;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Storage.Bson;
using Scim.Storage.Resources;

namespace Scim.Storage.Indexes;

/// <summary>
/// Makes the keys of newly chosen attributes for the resources that were there before. It goes by id, keeps its place,
/// and goes on where another process stopped. A resource's version stays: nothing that a client sees changes. Whoever
/// writes a resource meanwhile makes its keys as well, so a resource that changed under it is passed over.
/// </summary>
internal sealed class KeyBackfill<T>(ResourceCollection<T> collection, ResourceLayouts<T> layouts, KeyChoices choices, KeyPlans plans, TenantTypeOf? typeOf)
    where T : class, IMessage<T>, new()
{
    private const int BatchSize = 500;

    /// <summary>Does what is due; the number of tenants that are ready now.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        int ready = 0;
        while (await choices.TakeAsync(cancellationToken) is ({ } tenantId, { } choice))
        {
            if (!await RunAsync(tenantId, choice, cancellationToken)) continue;
            plans.Forget(tenantId);
            ready++;
        }

        return ready;
    }

    private async Task<bool> RunAsync(string tenantId, KeyChoice choice, CancellationToken cancellationToken)
    {
        var call = new StoreCall(tenantId) { Type = typeOf is null ? null : await typeOf(tenantId, cancellationToken) };
        ResourceLayout<T> layout = layouts.Of(call);
        KeyPlan plan = KeyPlans.Plan(choice, layout.Type);
        string place = choice.Place;
        while (true)
        {
            List<StoredResource<T>> batch = await ReadAsync(call, layout, place, cancellationToken);
            if (batch.Count == 0)
            {
                string[] ready = [.. choice.Paths.Intersect(plan.Attributes.Select(attribute => attribute.Path), StringComparer.Ordinal)];
                return await choices.FinishAsync(tenantId, choice, ready, cancellationToken);
            }

            WriteModel<RawBsonDocument>[] updates = [.. batch.Where(stored => stored.KeysVersion != plan.Version).Select(stored => Update(layout, plan, stored))];
            if (updates.Length > 0)
            {
                await collection.Documents.BulkWriteAsync(updates, new BulkWriteOptions { IsOrdered = false }, cancellationToken);
            }

            place = batch[^1].DocumentId;
            if (!await choices.SavePlaceAsync(tenantId, choice, place, cancellationToken)) return false;
        }
    }

    private async Task<List<StoredResource<T>>> ReadAsync(StoreCall call, ResourceLayout<T> layout, string place, CancellationToken cancellationToken)
    {
        var page = new FindPage { Sort = new BsonDocument(DocumentFields.Id, 1), Limit = BatchSize, BatchSize = BatchSize };
        var batch = new List<StoredResource<T>>(BatchSize);
        using IAsyncCursor<StoredResource<T>> cursor = await collection.FindAsync(
            TenantScope.LiveAfter(call.TenantId, place.Length == 0 ? null : place), layout, ReadMask<T>.All, call, page, cancellationToken);
        while (await cursor.MoveNextAsync(cancellationToken)) batch.AddRange(cursor.Current);
        return batch;
    }

    private static UpdateOneModel<RawBsonDocument> Update(ResourceLayout<T> layout, KeyPlan plan, StoredResource<T> stored)
    {
        var condition = new BsonDocument
        {
            { DocumentFields.TenantId, stored.TenantId },
            { DocumentFields.Id, stored.DocumentId },
            { DocumentFields.Version, stored.Version },
        };
        var keys = new BsonArray(LookupKeys.Collect(plan, layout.Type, stored.Resource, stored.Keys));
        var update = new BsonDocument("$set", new BsonDocument { { DocumentFields.Keys, keys }, { DocumentFields.KeysVersion, plan.Version } });
        return new UpdateOneModel<RawBsonDocument>(condition, new BsonDocumentUpdateDefinition<RawBsonDocument>(update));
    }
}
