using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MongoDB.Bson;
using Scim.Protos.Common.V1;
using Scim.Storage.Resources;

namespace Scim.Storage.Bson;

/// <summary>Reads a resource's document: the body by the table, and what is kept beside it.</summary>
/// <param name="layout">How the type is stored.</param>
/// <param name="connectionId">The connection whose <c>externalId</c> the resource gets.</param>
internal sealed class DocumentReader<T>(ResourceLayout<T> layout, string connectionId)
    where T : class, IMessage<T>, new()
{
    /// <summary>Whether the other connections' identifiers and the last change go into the resource.</summary>
    public bool WithProvenance { get; init; } = true;

    /// <summary>Whether meta is read.</summary>
    public bool WithMeta { get; init; } = true;

    /// <summary>Reads a document.</summary>
    public StoredResource<T> Read(ReadOnlySpan<byte> document)
    {
        var stored = new StoredResource<T>(new T());
        var reader = new BsonElementReader(document);
        while (reader.Read()) ReadField(reader, stored);

        if (stored.TenantId.Length > 0) layout.Type.Id.Accessor.SetString(stored.Resource, TenantScope.ResourceId(stored.DocumentId, stored.TenantId));
        if (WithMeta) WriteMeta(stored);
        return stored;
    }

    /// <summary>Reads a document and keeps the body's bytes.</summary>
    public StoredResource<T> ReadToChange(ReadOnlyMemory<byte> document)
    {
        StoredResource<T> stored = Read(document.Span);
        var reader = new BsonElementReader(document.Span);
        while (reader.Read())
        {
            if (reader.Name.SequenceEqual("body"u8)) stored.Body = reader.Value.ToArray();
        }

        return stored;
    }

    /// <summary>Puts version and times into the resource's meta.</summary>
    public void WriteMeta(StoredResource<T> stored)
    {
        object meta = layout.Type.Meta.Accessor.GetValue(stored.Resource) ?? layout.Type.Meta.Accessor.CreateComplex();
        layout.Created.Accessor.SetDateTime(meta, stored.Created);
        layout.LastModified.Accessor.SetDateTime(meta, stored.Modified);
        layout.Version.Accessor.SetString(meta, EntityTag.Of(stored.Version));
        layout.Type.Meta.Accessor.SetValue(stored.Resource, meta);
    }

    private void ReadField(BsonElementReader reader, StoredResource<T> stored)
    {
        switch (reader.Name)
        {
            case var name when name.SequenceEqual("body"u8) && reader.Type == BsonType.Document:
                BodyReader.Read(reader.Value, layout.Body, stored.Resource);
                break;
            case var name when name.SequenceEqual("_id"u8):
                stored.DocumentId = reader.GetString();
                break;
            case var name when name.SequenceEqual("tenantId"u8):
                stored.TenantId = reader.GetString();
                break;
            case var name when name.SequenceEqual("version"u8):
                stored.Version = reader.GetInt64();
                break;
            case var name when name.SequenceEqual("created"u8):
                stored.Created = reader.GetDateTime();
                break;
            case var name when name.SequenceEqual("modified"u8):
                stored.Modified = reader.GetDateTime();
                break;
            case var name when name.SequenceEqual("live"u8):
                stored.Live = reader.GetBoolean();
                break;
            case var name when name.SequenceEqual("external_ids"u8):
                ReadExternalIds(reader.Value, stored.Resource);
                break;
            case var name when name.SequenceEqual("lastChange"u8):
                ReadLastChange(reader.Value, stored);
                break;
            default:
                ReadBookkeeping(reader, stored);
                break;
        }
    }

    private static void ReadBookkeeping(BsonElementReader reader, StoredResource<T> stored)
    {
        switch (reader.Name)
        {
            case var name when name.SequenceEqual("k"u8):
                ReadStrings(reader.Value, stored.Keys);
                break;
            case var name when name.SequenceEqual("kv"u8):
                stored.KeysVersion = reader.GetString();
                break;
            case var name when name.SequenceEqual("userNameKey"u8):
                stored.UniqueKey = reader.GetString();
                break;
            case var name when name.SequenceEqual("u"u8):
                stored.Uncounted = (int)reader.GetInt64();
                break;
            case var name when name.SequenceEqual("createdBy"u8):
                stored.CreatedBy = reader.GetString();
                break;
        }
    }

    private void ReadExternalIds(ReadOnlySpan<byte> array, T resource)
    {
        var elements = new BsonElementReader(array);
        while (elements.Read())
        {
            var externalId = new ExternalId();
            var reader = new BsonElementReader(elements.Value);
            while (reader.Read())
            {
                if (reader.Name.SequenceEqual("connection_id"u8)) externalId.ConnectionId = reader.GetString();
                else if (reader.Name.SequenceEqual("value"u8)) externalId.Value = reader.GetString();
            }

            if (WithProvenance) ResourceFields<T>.ExternalIds(resource).Add(externalId);
            if (externalId.ConnectionId == connectionId) layout.Type.ExternalId.Accessor.SetString(resource, externalId.Value);
        }
    }

    private void ReadLastChange(ReadOnlySpan<byte> document, StoredResource<T> stored)
    {
        var change = new LastChange();
        var reader = new BsonElementReader(document);
        while (reader.Read())
        {
            switch (reader.Name)
            {
                case var name when name.SequenceEqual("actor"u8):
                    change.Actor = reader.GetString();
                    break;
                case var name when name.SequenceEqual("connection"u8):
                    change.ConnectionId = reader.GetString();
                    break;
                case var name when name.SequenceEqual("requestId"u8):
                    change.RequestId = reader.GetString();
                    break;
                case var name when name.SequenceEqual("changedPaths"u8):
                    ReadStrings(reader.Value, change.ChangedPaths);
                    break;
                case var name when name.SequenceEqual("at"u8):
                    change.At = Timestamp.FromDateTimeOffset(reader.GetDateTime());
                    break;
                case var name when name.SequenceEqual("earlier"u8):
                    ReadStrings(reader.Value, stored.Requests);
                    break;
            }
        }

        if (change.RequestId.Length > 0) stored.Requests.Insert(0, change.RequestId);
        if (WithProvenance) ResourceFields<T>.SetLastChange(stored.Resource, change);
    }

    private static void ReadStrings(ReadOnlySpan<byte> array, ICollection<string> strings)
    {
        var elements = new BsonElementReader(array);
        while (elements.Read()) strings.Add(elements.GetString());
    }
}
