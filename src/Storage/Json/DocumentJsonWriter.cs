using System.Text;
using System.Text.Json;
using Google.Protobuf;
using MongoDB.Bson;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;
using Scim.Storage.Bson;
using Scim.Storage.Resources;

namespace Scim.Storage.Json;

/// <summary>
/// Writes stored resources as the SCIM JSON that <see cref="ScimJsonWriter"/> makes of their messages, straight from the
/// documents' bytes: a page of a list is hardly anything else.
/// </summary>
/// <param name="layout">How the type is stored.</param>
/// <param name="connectionId">The connection whose <c>externalId</c> is written.</param>
/// <param name="options">What is written.</param>
internal sealed class DocumentJsonWriter<T>(ResourceLayout<T> layout, string connectionId, ScimWriteOptions options)
    where T : class, IMessage<T>, new()
{
    private readonly StoredValueWriter _values = new(options);

    /// <summary>Writes a document as the next value.</summary>
    public void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> document)
    {
        DocumentParts parts = DocumentParts.Of(document);
        BsonAttributeTable table = layout.Body;
        Span<ElementPlace> places = stackalloc ElementPlace[table.Items.Length];
        ElementPlace.Find(parts.Body, table, places);
        writer.WriteStartObject();
        ReadOnlySpan<ScimAttribute> attributes = layout.Type.Attributes.AsSpan();
        for (int i = 0; i < attributes.Length; i++)
        {
            ScimAttribute attribute = attributes[i];
            if (!options.Projection.Includes(attribute)) continue;
            if (table.Order[i] is { } stored) _values.Write(writer, stored, parts.Body, places[stored.Index]);
            else WriteBesideBody(writer, attribute, parts, places);
        }

        writer.WriteEndObject();
    }

    private void WriteBesideBody(Utf8JsonWriter writer, ScimAttribute attribute, DocumentParts parts, ReadOnlySpan<ElementPlace> places)
    {
        if (attribute.IsSchemas) WriteSchemas(writer, attribute, parts.Body, places);
        else if (attribute == layout.Type.Id) writer.WriteString(attribute.EncodedName, parts.ResourceId);
        else if (attribute == layout.Type.ExternalId) WriteExternalId(writer, attribute, parts.ExternalIds);
        else if (attribute == layout.Type.Meta) WriteMeta(writer, parts);
    }

    private void WriteSchemas(Utf8JsonWriter writer, ScimAttribute schemas, ReadOnlySpan<byte> body, ReadOnlySpan<ElementPlace> places)
    {
        writer.WriteStartArray(schemas.EncodedName);
        writer.WriteStringValue(layout.Type.Core.Urn);
        foreach (BsonAttribute extension in layout.Body.Items)
        {
            if (!extension.Attribute.IsExtension) continue;
            ElementPlace place = places[extension.Index];
            if (place.Type == BsonType.Document && ElementPlace.Any(place.In(body), extension.Children)) writer.WriteStringValue(extension.Attribute.EncodedName);
        }

        writer.WriteEndArray();
    }

    private void WriteExternalId(Utf8JsonWriter writer, ScimAttribute externalId, ReadOnlySpan<byte> externalIds)
    {
        if (externalIds.IsEmpty) return;
        Span<byte> own = stackalloc byte[Encoding.UTF8.GetMaxByteCount(connectionId.Length)];
        own = own[..Encoding.UTF8.GetBytes(connectionId, own)];
        var elements = new BsonElementReader(externalIds);
        while (elements.Read())
        {
            ReadOnlySpan<byte> connection = [], value = [];
            var fields = new BsonElementReader(elements.Value);
            while (fields.Read())
            {
                if (fields.Name.SequenceEqual("connection_id"u8)) connection = fields.GetUtf8();
                else if (fields.Name.SequenceEqual("value"u8)) value = fields.GetUtf8();
            }

            if (!connection.SequenceEqual(own)) continue;
            writer.WriteString(externalId.EncodedName, value);
            return;
        }
    }

    private void WriteMeta(Utf8JsonWriter writer, DocumentParts parts)
    {
        ScimAttribute meta = layout.Type.Meta;
        writer.WriteStartObject(meta.EncodedName);
        foreach (ScimAttribute sub in meta.SubAttributes.AsSpan())
        {
            if (!options.Projection.Includes(sub)) continue;
            if (sub == layout.Version)
            {
                writer.WriteString(sub.EncodedName, EntityTag.Of(parts.Version));
            }
            else if (sub == layout.Created || sub == layout.LastModified)
            {
                writer.WritePropertyName(sub.EncodedName);
                JsonScalarWriter.WriteDateTime(writer, sub == layout.Created ? parts.Created : parts.Modified);
            }
            else if (sub is { Derived: true, Type: AttributeType.Reference })
            {
                if (options.BaseUrl is not { } baseUrl) continue;
                writer.WritePropertyName(sub.EncodedName);
                ReferenceWriter.Write(writer, baseUrl, layout.Type.Endpoint, parts.ResourceId);
            }
            else if (sub.Derived)
            {
                writer.WriteString(sub.EncodedName, layout.Type.Name);
            }
        }

        writer.WriteEndObject();
    }
}
