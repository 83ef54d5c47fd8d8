using System.Globalization;
using System.Text.Json;

namespace Scim.Protocol.Errors;

/// <summary>Writes the error body of RFC 7644 section 3.12: schemas, status as a string, scimType, detail; nothing else.</summary>
public static class ScimErrorWriter
{
    /// <summary>The schema URN of error bodies.</summary>
    public const string Schema = "urn:ietf:params:scim:api:messages:2.0:Error";

    /// <summary>Writes one JSON object and leaves flushing to the caller.</summary>
    public static void Write(Utf8JsonWriter writer, ScimException error)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("schemas"u8);
        writer.WriteStringValue(Schema);
        writer.WriteEndArray();
        writer.WriteString("status"u8, error.Status.ToString(CultureInfo.InvariantCulture));
        if (error.Type is { } type) writer.WriteString("scimType"u8, type.ToScim());
        writer.WriteString("detail"u8, error.Detail);
        writer.WriteEndObject();
    }
}
