using System.Text.Json;
using Scim.Gateway.Bulk;

namespace Scim.Gateway.Discovery;

/// <summary>Writes <c>/ServiceProviderConfig</c> (RFC 7643 section 5, RFC 9865 section 4): what this server can do.</summary>
internal static class ServiceProviderConfig
{
    private const int MaxResults = 1_000;

    public static void Write(Utf8JsonWriter writer, string baseUrl, BulkLimits bulk)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("schemas"u8);
        writer.WriteStringValue("urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"u8);
        writer.WriteEndArray();
        WriteFeature(writer, "patch", supported: true);
        writer.WriteStartObject("bulk"u8);
        writer.WriteBoolean("supported"u8, true);
        writer.WriteNumber("maxOperations"u8, bulk.MaxOperations);
        writer.WriteNumber("maxPayloadSize"u8, bulk.MaxPayloadSize);
        writer.WriteEndObject();
        writer.WriteStartObject("filter"u8);
        writer.WriteBoolean("supported"u8, true);
        writer.WriteNumber("maxResults"u8, MaxResults);
        writer.WriteEndObject();
        WriteFeature(writer, "changePassword", supported: false);
        WriteFeature(writer, "sort", supported: true);
        WriteFeature(writer, "etag", supported: true);
        WritePagination(writer);
        WriteAuthentication(writer);
        writer.WriteStartObject("meta"u8);
        writer.WriteString("resourceType"u8, "ServiceProviderConfig"u8);
        writer.WriteString("location"u8, $"{baseUrl}/ServiceProviderConfig");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteFeature(Utf8JsonWriter writer, string name, bool supported)
    {
        writer.WriteStartObject(name);
        writer.WriteBoolean("supported"u8, supported);
        writer.WriteEndObject();
    }

    private static void WritePagination(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("pagination"u8);
        writer.WriteBoolean("cursor"u8, true);
        writer.WriteBoolean("index"u8, true);
        writer.WriteString("defaultPaginationMethod"u8, "index"u8);
        writer.WriteNumber("defaultPageSize"u8, 100);
        writer.WriteNumber("maxPageSize"u8, MaxResults);
        writer.WriteEndObject();
    }

    private static void WriteAuthentication(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("authenticationSchemes"u8);
        WriteScheme(writer, "oauthbearertoken", "OAuth Bearer Token", "A token that an administrator generates in the console.", "rfc6750", primary: true);
        WriteScheme(writer, "oauth2", "OAuth 2.0 Client Credentials", "An access token for a client secret or a signed assertion, from /oauth2/token.", "rfc6749", primary: false);
        writer.WriteEndArray();
    }

    private static void WriteScheme(Utf8JsonWriter writer, string type, string name, string description, string rfc, bool primary)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, type);
        writer.WriteString("name"u8, name);
        writer.WriteString("description"u8, description);
        writer.WriteString("specUri"u8, $"https://www.rfc-editor.org/info/{rfc}");
        writer.WriteBoolean("primary"u8, primary);
        writer.WriteEndObject();
    }
}
