using MongoDB.Bson;
using Scim.Storage.Bson;

namespace Scim.Storage.Json;

/// <summary>What lies where in a resource's document.</summary>
internal ref struct DocumentParts
{
    private ReadOnlySpan<byte> _id;
    private ReadOnlySpan<byte> _tenantId;

    /// <summary>The attributes; empty where none are stored or asked for.</summary>
    public ReadOnlySpan<byte> Body { get; private set; }

    /// <summary>The identifiers of connections; empty for none.</summary>
    public ReadOnlySpan<byte> ExternalIds { get; private set; }

    public long Version { get; private set; }

    public DateTimeOffset Created { get; private set; }

    public DateTimeOffset Modified { get; private set; }

    /// <summary>The resource's id in UTF-8.</summary>
    public readonly ReadOnlySpan<byte> ResourceId => _id[(_tenantId.Length + 1)..];

    public static DocumentParts Of(ReadOnlySpan<byte> document)
    {
        var parts = new DocumentParts();
        var reader = new BsonElementReader(document);
        while (reader.Read())
        {
            switch (reader.Name)
            {
                case var name when name.SequenceEqual("body"u8) && reader.Type == BsonType.Document:
                    parts.Body = reader.Value;
                    break;
                case var name when name.SequenceEqual("_id"u8):
                    parts._id = reader.GetUtf8();
                    break;
                case var name when name.SequenceEqual("tenantId"u8):
                    parts._tenantId = reader.GetUtf8();
                    break;
                case var name when name.SequenceEqual("external_ids"u8):
                    parts.ExternalIds = reader.Value;
                    break;
                case var name when name.SequenceEqual("version"u8):
                    parts.Version = reader.GetInt64();
                    break;
                case var name when name.SequenceEqual("created"u8):
                    parts.Created = reader.GetDateTime();
                    break;
                case var name when name.SequenceEqual("modified"u8):
                    parts.Modified = reader.GetDateTime();
                    break;
            }
        }

        return parts;
    }
}
