using System.Text.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Discovery;

/// <summary>Writes the resources of <c>/ResourceTypes</c> (RFC 7643 sections 6 and 8.6) from the attribute table.</summary>
public static class ResourceTypeDocument
{
    /// <summary>The URN of resource types.</summary>
    public const string Urn = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";

    /// <summary>Writes one resource type as the next value.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="type">The resource type.</param>
    /// <param name="baseUrl">The absolute base URL of the SCIM endpoints, without a slash at its end.</param>
    public static void Write(Utf8JsonWriter writer, ScimResourceType type, string baseUrl)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("schemas"u8);
        writer.WriteStringValue(Urn);
        writer.WriteEndArray();
        writer.WriteString("id"u8, type.Name);
        writer.WriteString("name"u8, type.Name);
        writer.WriteString("endpoint"u8, type.Endpoint);
        writer.WriteString("description"u8, type.Description);
        writer.WriteString("schema"u8, type.Core.Urn);
        writer.WriteStartArray("schemaExtensions"u8);
        foreach (SchemaExtension extension in type.Extensions)
        {
            writer.WriteStartObject();
            writer.WriteString("schema"u8, extension.Schema.Urn);
            writer.WriteBoolean("required"u8, extension.Required);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("meta"u8);
        writer.WriteString("resourceType"u8, "ResourceType"u8);
        writer.WriteString("location"u8, $"{baseUrl}/ResourceTypes/{type.Name}");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
