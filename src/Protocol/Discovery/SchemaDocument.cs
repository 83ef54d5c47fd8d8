using System.Text.Json;
using Scim.Protocol.Schema;
using Scim.Protos.Schema.V1;

namespace Scim.Protocol.Discovery;

/// <summary>Writes the resources of <c>/Schemas</c> (RFC 7643 sections 7 and 8.7) from the attribute table.</summary>
public static class SchemaDocument
{
    /// <summary>The URN of schemas that describe schemas.</summary>
    public const string Urn = "urn:ietf:params:scim:schemas:core:2.0:Schema";

    /// <summary>Writes one schema as the next value.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="baseUrl">The absolute base URL of the SCIM endpoints, without a slash at its end.</param>
    public static void Write(Utf8JsonWriter writer, ScimSchema schema, string baseUrl)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("schemas"u8);
        writer.WriteStringValue(Urn);
        writer.WriteEndArray();
        writer.WriteString("id"u8, schema.Urn);
        writer.WriteString("name"u8, schema.Name);
        writer.WriteString("description"u8, schema.Description);
        WriteAttributes(writer, "attributes", schema.Attributes);
        writer.WriteStartObject("meta"u8);
        writer.WriteString("resourceType"u8, "Schema"u8);
        writer.WriteString("location"u8, $"{baseUrl}/Schemas/{schema.Urn}");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteAttributes(Utf8JsonWriter writer, string name, ScimAttributeSet attributes)
    {
        writer.WriteStartArray(name);
        foreach (ScimAttribute attribute in attributes)
        {
            WriteAttribute(writer, attribute);
        }

        writer.WriteEndArray();
    }

    private static void WriteAttribute(Utf8JsonWriter writer, ScimAttribute attribute)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, attribute.Name);
        writer.WriteString("type"u8, TypeName(attribute.Type));
        if (attribute.SubAttributes.Count > 0)
        {
            WriteAttributes(writer, "subAttributes", attribute.SubAttributes);
        }

        writer.WriteBoolean("multiValued"u8, attribute.MultiValued);
        writer.WriteString("description"u8, attribute.Description);
        writer.WriteBoolean("required"u8, attribute.Required);
        WriteStrings(writer, "canonicalValues", attribute.CanonicalValues);
        if (attribute.Type != AttributeType.Complex)
        {
            writer.WriteBoolean("caseExact"u8, attribute.Definition.CaseExact);
        }

        writer.WriteString("mutability"u8, attribute.Mutability switch
        {
            Mutability.ReadOnly => "readOnly",
            Mutability.Immutable => "immutable",
            Mutability.WriteOnly => "writeOnly",
            _ => "readWrite",
        });
        writer.WriteString("returned"u8, attribute.Returned switch
        {
            Returned.Always => "always",
            Returned.Never => "never",
            Returned.Request => "request",
            _ => "default",
        });
        writer.WriteString("uniqueness"u8, attribute.Uniqueness switch
        {
            Uniqueness.Server => "server",
            Uniqueness.Global => "global",
            _ => "none",
        });
        WriteStrings(writer, "referenceTypes", attribute.ReferenceTypes);
        writer.WriteEndObject();
    }

    private static string TypeName(AttributeType type) =>
        type == AttributeType.DateTime ? "dateTime" : type.ToString().ToLowerInvariant();

    private static void WriteStrings(Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (string value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
