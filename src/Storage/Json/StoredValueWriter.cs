using System.Text.Json;
using MongoDB.Bson;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;
using Scim.Storage.Bson;

namespace Scim.Storage.Json;

/// <summary>Writes the values of stored attributes as JSON, by the rules of <see cref="ScimJsonWriter"/>.</summary>
internal sealed class StoredValueWriter(ScimWriteOptions options)
{
    /// <summary>Writes an attribute with its name, where it has a value that is visible.</summary>
    public void Write(Utf8JsonWriter writer, BsonAttribute attribute, ReadOnlySpan<byte> owner, ElementPlace place)
    {
        if (attribute.Attribute.MultiValued)
        {
            if (place.Type == BsonType.Array) WriteMany(writer, attribute, place.In(owner));
        }
        else if (attribute.IsComplex)
        {
            if (place.Type != BsonType.Document || !HasVisible(attribute, place.In(owner))) return;
            writer.WritePropertyName(attribute.Attribute.EncodedName);
            WriteComplex(writer, attribute, place.In(owner));
        }
        else
        {
            WriteSimple(writer, attribute.Attribute, new BsonElementReader(place.Type, place.In(owner)));
        }
    }

    private static void WriteSimple(Utf8JsonWriter writer, ScimAttribute attribute, BsonElementReader value)
    {
        if (!value.Is(attribute.Type)) return;
        writer.WritePropertyName(attribute.EncodedName);
        WriteValue(writer, attribute, value);
    }

    private static void WriteValue(Utf8JsonWriter writer, ScimAttribute attribute, BsonElementReader value)
    {
        switch (attribute.Type)
        {
            case AttributeType.String or AttributeType.Reference:
                writer.WriteStringValue(value.GetUtf8());
                break;
            case AttributeType.Boolean:
                writer.WriteBooleanValue(value.GetBoolean());
                break;
            default:
                JsonScalarWriter.WriteItem(writer, BodyReader.ReadSimple(value, attribute.Type)!);
                break;
        }
    }

    private void WriteMany(Utf8JsonWriter writer, BsonAttribute attribute, ReadOnlySpan<byte> array)
    {
        bool open = false;
        var elements = new BsonElementReader(array);
        while (elements.Read())
        {
            bool visible = attribute.IsComplex
                ? elements.Type == BsonType.Document && HasVisible(attribute, elements.Value)
                : elements.Is(attribute.Attribute.Type);
            if (!visible) continue;
            if (!open) writer.WriteStartArray(attribute.Attribute.EncodedName);
            open = true;
            if (attribute.IsComplex) WriteComplex(writer, attribute, elements.Value);
            else WriteValue(writer, attribute.Attribute, elements);
        }

        if (open) writer.WriteEndArray();
    }

    private void WriteComplex(Utf8JsonWriter writer, BsonAttribute complex, ReadOnlySpan<byte> document)
    {
        BsonAttributeTable table = complex.Children;
        Span<ElementPlace> places = stackalloc ElementPlace[table.Items.Length];
        ElementPlace.Find(document, table, places);
        writer.WriteStartObject();
        ReadOnlySpan<ScimAttribute> subAttributes = complex.Attribute.SubAttributes.AsSpan();
        for (int i = 0; i < subAttributes.Length; i++)
        {
            if (!options.Projection.Includes(subAttributes[i])) continue;
            if (table.Order[i] is { } stored)
            {
                Write(writer, stored, document, places[stored.Index]);
            }
            else if (subAttributes[i].RefersTo.Length > 0 && options.BaseUrl is { } baseUrl && Text(complex.Attribute.Value, table, document, places) is { IsEmpty: false } id)
            {
                writer.WritePropertyName(subAttributes[i].EncodedName);
                ReferenceWriter.Write(writer, baseUrl, Endpoint(complex, subAttributes[i], document, places), id);
            }
        }

        writer.WriteEndObject();
    }

    private bool HasVisible(BsonAttribute complex, ReadOnlySpan<byte> document)
    {
        BsonAttributeTable table = complex.Children;
        Span<ElementPlace> places = stackalloc ElementPlace[table.Items.Length];
        ElementPlace.Find(document, table, places);
        ReadOnlySpan<ScimAttribute> subAttributes = complex.Attribute.SubAttributes.AsSpan();
        for (int i = 0; i < subAttributes.Length; i++)
        {
            if (!options.Projection.Includes(subAttributes[i])) continue;
            bool visible = table.Order[i] is { } stored
                ? IsVisible(stored, document, places[stored.Index])
                : subAttributes[i].RefersTo.Length > 0 && options.BaseUrl is not null && !Text(complex.Attribute.Value, table, document, places).IsEmpty;
            if (visible) return true;
        }

        return false;
    }

    private bool IsVisible(BsonAttribute attribute, ReadOnlySpan<byte> owner, ElementPlace place)
    {
        if (attribute.Attribute.MultiValued) return place.Type == BsonType.Array && place.In(owner).Length > EmptyDocument;
        return attribute.IsComplex
            ? place.Type == BsonType.Document && HasVisible(attribute, place.In(owner))
            : new BsonElementReader(place.Type, place.In(owner)).Is(attribute.Attribute.Type);
    }

    private const int EmptyDocument = 5; // its length and its end

    // A string sub-attribute's text in UTF-8; empty where it has none.
    private static ReadOnlySpan<byte> Text(ScimAttribute? attribute, BsonAttributeTable table, ReadOnlySpan<byte> document, ReadOnlySpan<ElementPlace> places)
    {
        if (attribute is null || table.Find(attribute) is not { } stored) return [];
        ElementPlace place = places[stored.Index];
        return place.Type == BsonType.String ? new BsonElementReader(place.Type, place.In(document)).GetUtf8() : [];
    }

    private static string Endpoint(BsonAttribute complex, ScimAttribute reference, ReadOnlySpan<byte> document, ReadOnlySpan<ElementPlace> places)
    {
        ReadOnlySpan<byte> type = Text(complex.Attribute.SubAttributes.Find("type"u8), complex.Children, document, places);
        return ReferenceWriter.Endpoint(reference, type.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(type));
    }
}
