using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Json;

/// <summary>
/// Writes resources as JSON by the attribute table (RFC 7643 section 3): <c>schemas</c> first, then what the projection
/// has, in the order of the definition. Unassigned attributes, empty lists and empty complex values are not written.
/// <c>meta.location</c> and each <c>$ref</c> follow from the base URL.
/// </summary>
public static class ScimJsonWriter
{
    /// <summary>How JSON is written: UTF-8 as it is, escaped only where JSON needs it.</summary>
    public static JsonWriterOptions WriterOptions { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes one resource into a buffer.</summary>
    public static void Write(IBufferWriter<byte> output, ScimResourceType type, object resource, ScimWriteOptions options)
    {
        using var writer = new Utf8JsonWriter(output, WriterOptions);
        Write(writer, type, resource, options);
    }

    /// <summary>Writes one resource as the next value.</summary>
    public static void Write(Utf8JsonWriter writer, ScimResourceType type, object resource, ScimWriteOptions options)
    {
        WriteOpen(writer, type, resource, options);
        writer.WriteEndObject();
    }

    /// <summary>Writes one resource but for its end, so that the caller can add an attribute whose values it streams.</summary>
    public static void WriteOpen(Utf8JsonWriter writer, ScimResourceType type, object resource, ScimWriteOptions options)
    {
        writer.WriteStartObject();
        foreach (ScimAttribute attribute in type.Attributes.AsSpan())
        {
            if (!options.Projection.Includes(attribute))
            {
                continue;
            }

            if (attribute == type.Meta)
            {
                WriteMeta(writer, type, resource, options);
            }
            else if (attribute.Accessor.IsAssigned(resource))
            {
                WriteAttribute(writer, attribute, resource, options);
            }
        }
    }

    /// <summary>Writes one value of a complex attribute as the next value.</summary>
    public static void WriteComplex(Utf8JsonWriter writer, ScimAttribute complex, object owner, ScimWriteOptions options)
    {
        writer.WriteStartObject();
        foreach (ScimAttribute sub in complex.SubAttributes.AsSpan())
        {
            if (!options.Projection.Includes(sub))
            {
                continue;
            }

            if (sub.Accessor.IsAssigned(owner))
            {
                WriteAttribute(writer, sub, owner, options);
            }
            else if (sub.RefersTo.Length > 0 && options.BaseUrl is { } baseUrl && complex.Value!.Accessor.IsAssigned(owner))
            {
                writer.WritePropertyName(sub.EncodedName);
                ReferenceWriter.Write(writer, baseUrl, ReferenceWriter.Endpoint(complex, sub, owner), complex.Value.Accessor.GetString(owner));
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteMeta(Utf8JsonWriter writer, ScimResourceType type, object resource, ScimWriteOptions options)
    {
        object meta = type.Meta.Accessor.GetValue(resource) ?? type.Meta.Accessor.CreateComplex();
        writer.WriteStartObject(type.Meta.EncodedName);
        foreach (ScimAttribute sub in type.Meta.SubAttributes.AsSpan())
        {
            if (!options.Projection.Includes(sub))
            {
                continue;
            }

            if (sub.Accessor.IsAssigned(meta))
            {
                writer.WritePropertyName(sub.EncodedName);
                JsonScalarWriter.WriteSingle(writer, sub, meta);
            }
            else if (sub is { Derived: true, Type: AttributeType.Reference } && options.BaseUrl is { } baseUrl)
            {
                writer.WritePropertyName(sub.EncodedName);
                ReferenceWriter.Write(writer, baseUrl, type.Endpoint, type.Id.Accessor.GetString(resource));
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes an attribute of a resource, or of a complex value, that is assigned.</summary>
    public static void WriteAttribute(Utf8JsonWriter writer, ScimAttribute attribute, object owner, ScimWriteOptions options)
    {
        if (attribute.MultiValued)
        {
            WriteMany(writer, attribute, owner, options);
        }
        else if (attribute.Type != AttributeType.Complex)
        {
            writer.WritePropertyName(attribute.EncodedName);
            JsonScalarWriter.WriteSingle(writer, attribute, owner);
        }
        else if (attribute.Accessor.GetValue(owner) is { } complex && HasVisible(attribute, complex, options))
        {
            writer.WritePropertyName(attribute.EncodedName);
            WriteComplex(writer, attribute, complex, options);
        }
    }

    private static void WriteMany(Utf8JsonWriter writer, ScimAttribute attribute, object owner, ScimWriteOptions options)
    {
        bool open = false;
        int count = attribute.Accessor.GetCount(owner);
        for (int i = 0; i < count; i++)
        {
            object item = attribute.Accessor.GetItem(owner, i);
            bool complex = attribute.Type == AttributeType.Complex;
            if (complex && !HasVisible(attribute, item, options))
            {
                continue;
            }

            if (!open)
            {
                writer.WriteStartArray(attribute.EncodedName);
                open = true;
            }

            if (complex)
            {
                WriteComplex(writer, attribute, item, options);
            }
            else
            {
                JsonScalarWriter.WriteItem(writer, item);
            }
        }

        if (open)
        {
            writer.WriteEndArray();
        }
    }

    private static bool HasVisible(ScimAttribute complex, object owner, ScimWriteOptions options)
    {
        foreach (ScimAttribute sub in complex.SubAttributes.AsSpan())
        {
            if (!options.Projection.Includes(sub))
            {
                continue;
            }

            bool visible = sub.Type == AttributeType.Complex && !sub.MultiValued
                ? sub.Accessor.GetValue(owner) is { } value && HasVisible(sub, value, options)
                : sub.Accessor.IsAssigned(owner);
            if (visible || (sub.RefersTo.Length > 0 && options.BaseUrl is not null && complex.Value!.Accessor.IsAssigned(owner)))
            {
                return true;
            }
        }

        return false;
    }
}
