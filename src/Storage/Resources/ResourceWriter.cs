using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;
using Scim.Storage.Bson;
using Scim.Storage.Indexes;

namespace Scim.Storage.Resources;

/// <summary>
/// Creates, changes and deletes resources of one type. One conditional write decides: the unique index about a new
/// resource, the version about a change.
/// </summary>
internal sealed class ResourceWriter<T>(ResourceCollection<T> collection)
    where T : class, IMessage<T>, new()
{
    /// <summary>Writes a new resource under its id, or finds that this very request did so before.</summary>
    public async Task<T> CreateAsync(StoreCall call, ResourceLayout<T> layout, KeyPlan plan, T resource, CancellationToken cancellationToken)
    {
        string id = layout.Type.Id.Accessor.GetString(resource);
        DateTimeOffset now = collection.Now;
        var stored = new StoredResource<T>(resource)
        {
            DocumentId = TenantScope.DocumentId(call.TenantId, id),
            TenantId = call.TenantId,
            Version = 1,
            Created = now,
            Modified = now,
            Live = true,
            Uncounted = 1,
        };
        Finish(stored, layout, call, []);
        SetKeys(stored, layout, plan, []);
        try
        {
            await collection.Documents.InsertOneAsync(
                DocumentWriter.Write(stored, layout, call),
                options: null,
                cancellationToken);
            return resource;
        }
        catch (MongoWriteException error) when (StoreErrors.IsDuplicateKey(error))
        {
            return await CreatedBeforeAsync(call, layout, id, cancellationToken)
                ?? throw Taken(layout, resource);
        }
    }

    /// <summary>Writes what is different between a stored resource and its changed copy; false where another writer was faster.</summary>
    public async Task<bool> UpdateAsync(
        StoreCall call, ResourceLayout<T> layout, StoredResource<T> before, StoredResource<T> after, ResourceChanges changes, CancellationToken cancellationToken)
    {
        DateTimeOffset now = collection.Now;
        after.Version = before.Version + 1;
        after.Created = before.Created;
        after.Modified = now > before.Modified ? now : before.Modified;
        changes.Set.WriteInt64("version"u8, after.Version);
        changes.Set.WriteDateTime("modified"u8, after.Modified);
        DocumentWriter.WriteLastChange(changes.Set, "lastChange"u8, call, after.Modified, changes.Paths, before.Requests);
        Finish(after, layout, call, changes.Paths);
        try
        {
            UpdateResult result = await collection.Documents.UpdateOneAsync(
                Condition(call, before),
                new BsonDocumentUpdateDefinition<RawBsonDocument>(changes.ToUpdate()),
                options: null,
                cancellationToken);
            return result.MatchedCount == 1;
        }
        catch (MongoWriteException error) when (StoreErrors.IsDuplicateKey(error))
        {
            throw Taken(layout, after.Resource);
        }
    }

    /// <summary>Makes a tombstone of a resource; false where another writer was faster.</summary>
    public async Task<bool> DeleteAsync(StoreCall call, StoredResource<T> before, CancellationToken cancellationToken)
    {
        DateTimeOffset now = collection.Now;
        var changes = new ResourceChanges();
        changes.Set.WriteInt64("version"u8, before.Version + 1);
        changes.Set.WriteDateTime("modified"u8, now);
        changes.Set.WriteDateTime("deleted"u8, now);
        DocumentWriter.WriteLastChange(changes.Set, "lastChange"u8, call, now, [], before.Requests);
        foreach (string field in (string[])[DocumentFields.Body, DocumentFields.Live, DocumentFields.Keys, DocumentFields.KeysVersion, DocumentFields.UniqueKey])
        {
            changes.Clear(field);
        }

        // A creation that the total does not have yet cancels out; otherwise the total has to hear of the deletion.
        // The condition names what was seen, because the total is brought up to date without a new version.
        BsonDocument condition = Condition(call, before);
        if (before.Uncounted == 1)
        {
            changes.Clear(DocumentFields.Uncounted);
            condition.Add(DocumentFields.Uncounted, 1);
        }
        else
        {
            changes.Set.WriteInt32("u"u8, -1);
            condition.Add(DocumentFields.Uncounted, BsonNull.Value);
        }

        UpdateResult result = await collection.Documents.UpdateOneAsync(
            condition,
            new BsonDocumentUpdateDefinition<RawBsonDocument>(changes.ToUpdate()),
            options: null,
            cancellationToken);
        return result.MatchedCount == 1;
    }

    /// <summary>What is different between a stored resource and its changed copy, keys and identifiers included.</summary>
    public static ResourceChanges Compare(StoreCall call, ResourceLayout<T> layout, KeyPlan plan, StoredResource<T> before, StoredResource<T> after)
    {
        var changes = new ResourceChanges();
        new BodyDiff(changes, before.Body).Compare(layout.Body, before.Resource, after.Resource);
        if (SetExternalId(layout, call, after.Resource))
        {
            changes.Changed(layout.Type.ExternalId.Path);
            DocumentWriter.WriteExternalIds(changes.Set, "external_ids"u8, ResourceFields<T>.ExternalIds(after.Resource));
        }

        if (changes.IsEmpty) return changes;

        SetKeys(after, layout, plan, before.Keys);
        if (!after.Keys.SequenceEqual(before.Keys)) DocumentWriter.WriteStrings(changes.Set, "k"u8, after.Keys);
        if (after.KeysVersion != before.KeysVersion) changes.Set.WriteString("kv"u8, after.KeysVersion);
        if (after.UniqueKey != before.UniqueKey && after.UniqueKey is { } key) changes.Set.WriteString("userNameKey"u8, key);
        return changes;
    }

    private static BsonDocument Condition(StoreCall call, StoredResource<T> before) => new()
    {
        { DocumentFields.TenantId, call.TenantId },
        { DocumentFields.Id, before.DocumentId },
        { DocumentFields.Version, before.Version },
    };

    private static void SetKeys(StoredResource<T> stored, ResourceLayout<T> layout, KeyPlan plan, IReadOnlyList<string> storedKeys)
    {
        stored.Keys.AddRange(LookupKeys.Collect(plan, layout.Type, stored.Resource, storedKeys));
        stored.KeysVersion = plan.Version;
        stored.UniqueKey = layout.Unique is { } unique && unique.Accessor.IsAssigned(stored.Resource)
            ? LookupKey.Text(unique, unique.Accessor.GetString(stored.Resource))
            : null;
    }

    // The resource's own externalId is the calling connection's entry of all identifiers.
    private static bool SetExternalId(ResourceLayout<T> layout, StoreCall call, T resource)
    {
        RepeatedField<ExternalId> all = ResourceFields<T>.ExternalIds(resource);
        ExternalId? own = all.FirstOrDefault(item => item.ConnectionId == call.ConnectionId);
        string? value = (string?)layout.Type.ExternalId.Accessor.GetValue(resource);
        if (value == own?.Value) return false;

        if (own is not null) all.Remove(own);
        if (value is not null) all.Add(new ExternalId { ConnectionId = call.ConnectionId, Value = value });
        return true;
    }

    private static void Finish(StoredResource<T> stored, ResourceLayout<T> layout, StoreCall call, IEnumerable<string> paths)
    {
        if (stored.Version == 1) SetExternalId(layout, call, stored.Resource);
        new DocumentReader<T>(layout, call.ConnectionId).WriteMeta(stored);
        var change = new LastChange
        {
            Actor = call.Actor,
            ConnectionId = call.ConnectionId,
            RequestId = call.RequestId,
            At = Timestamp.FromDateTimeOffset(stored.Modified),
        };
        change.ChangedPaths.Add(paths);
        ResourceFields<T>.SetLastChange(stored.Resource, change);
    }

    private static ScimException Taken(ResourceLayout<T> layout, T resource) => ScimException.Uniqueness(
        layout.Unique is { } unique && unique.Accessor.IsAssigned(resource)
            ? $"Another {layout.Type.Name} has this {unique.Name} already."
            : $"Another {layout.Type.Name} has this id already.");

    private async Task<T?> CreatedBeforeAsync(StoreCall call, ResourceLayout<T> layout, string id, CancellationToken cancellationToken)
    {
        if (call.RequestId.Length == 0) return null;
        StoredResource<T>? existing = await collection.FindOneAsync(
            TenantScope.OneLive(call.TenantId, id), layout, ReadMask<T>.All, call, cancellationToken);
        return existing?.CreatedBy == call.RequestId ? existing.Resource : null;
    }
}
