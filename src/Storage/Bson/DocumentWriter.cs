using Google.Protobuf;
using MongoDB.Bson;
using Scim.Protos.Common.V1;
using Scim.Storage.Resources;

namespace Scim.Storage.Bson;

/// <summary>Writes what is kept beside the body, and whole documents of new resources.</summary>
internal static class DocumentWriter
{
    private const int EarlierRequests = 4;

    /// <summary>The document of a new resource.</summary>
    public static RawBsonDocument Write<T>(StoredResource<T> stored, ResourceLayout<T> layout, StoreCall call)
        where T : class, IMessage<T>, new()
    {
        var buffer = new BsonBuffer(2048);
        int start = buffer.BeginDocument();
        buffer.WriteString("_id"u8, stored.DocumentId);
        buffer.WriteString("tenantId"u8, stored.TenantId);
        buffer.WriteInt64("version"u8, stored.Version);
        buffer.WriteDateTime("created"u8, stored.Created);
        buffer.WriteDateTime("modified"u8, stored.Modified);
        buffer.WriteBoolean("live"u8, true);
        buffer.WriteInt32("u"u8, stored.Uncounted);
        if (stored.UniqueKey is { } key) buffer.WriteString("userNameKey"u8, key);
        WriteStrings(buffer, "k"u8, stored.Keys);
        buffer.WriteString("kv"u8, stored.KeysVersion);
        buffer.WriteString("createdBy"u8, call.RequestId);
        WriteExternalIds(buffer, "external_ids"u8, ResourceFields<T>.ExternalIds(stored.Resource));
        WriteLastChange(buffer, "lastChange"u8, call, stored.Modified, [], []);
        int body = buffer.BeginDocument("body"u8);
        BodyWriter.Write(buffer, layout.Body, stored.Resource);
        buffer.EndDocument(body);
        buffer.EndDocument(start);
        return buffer.ToDocument();
    }

    /// <summary>Writes the change that a version comes from, with the requests before it.</summary>
    public static void WriteLastChange(
        BsonBuffer buffer, ReadOnlySpan<byte> name, StoreCall call, DateTimeOffset at, IReadOnlyCollection<string> paths, IEnumerable<string> earlier)
    {
        int start = buffer.BeginDocument(name);
        buffer.WriteString("actor"u8, call.Actor);
        buffer.WriteString("connection"u8, call.ConnectionId);
        buffer.WriteString("requestId"u8, call.RequestId);
        WriteStrings(buffer, "changedPaths"u8, paths);
        buffer.WriteDateTime("at"u8, at);
        WriteStrings(buffer, "earlier"u8, [.. earlier.Take(EarlierRequests)]);
        buffer.EndDocument(start);
    }

    /// <summary>Writes the connections' identifiers.</summary>
    public static void WriteExternalIds(BsonBuffer buffer, ReadOnlySpan<byte> name, IReadOnlyList<ExternalId> externalIds)
    {
        int array = buffer.BeginArray(name);
        for (int i = 0; i < externalIds.Count; i++)
        {
            int start = buffer.BeginDocument(BodyWriter.Index(i));
            buffer.WriteString("connection_id"u8, externalIds[i].ConnectionId);
            buffer.WriteString("value"u8, externalIds[i].Value);
            buffer.EndDocument(start);
        }

        buffer.EndDocument(array);
    }

    /// <summary>Writes strings as an array.</summary>
    public static void WriteStrings(BsonBuffer buffer, ReadOnlySpan<byte> name, IReadOnlyCollection<string> strings)
    {
        int array = buffer.BeginArray(name);
        int i = 0;
        foreach (string text in strings) buffer.WriteString(BodyWriter.Index(i++), text);
        buffer.EndDocument(array);
    }
}
