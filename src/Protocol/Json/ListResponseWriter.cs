using System.Text.Json;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;

namespace Scim.Protocol.Json;

/// <summary>Writes the answer of a query (RFC 7644 section 3.4.2, RFC 9865 section 2).</summary>
public static class ListResponseWriter
{
    /// <summary>Writes a ListResponse with resources of one type.</summary>
    public static void Write(
        Utf8JsonWriter writer, ScimResourceType type, IReadOnlyList<object> resources, ListPage page, ScimWriteOptions options)
    {
        WriteOpen(writer, resources.Count, page);
        for (int i = 0; i < resources.Count; i++)
        {
            ScimJsonWriter.Write(writer, type, resources[i], options);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes a ListResponse up to its resources, which the caller writes, with the ends of array and object.</summary>
    public static void WriteOpen(Utf8JsonWriter writer, int itemsPerPage, ListPage page)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("schemas"u8);
        writer.WriteStringValue("urn:ietf:params:scim:api:messages:2.0:ListResponse"u8);
        writer.WriteEndArray();
        if (page.HasTotalResults)
        {
            writer.WriteNumber("totalResults"u8, page.TotalResults);
        }

        writer.WriteNumber("itemsPerPage"u8, itemsPerPage);
        if (page.StartIndex > 0)
        {
            writer.WriteNumber("startIndex"u8, page.StartIndex);
        }

        if (page.HasNextCursor)
        {
            writer.WriteString("nextCursor"u8, page.NextCursor);
        }

        if (page.HasPreviousCursor)
        {
            writer.WriteString("previousCursor"u8, page.PreviousCursor);
        }

        writer.WriteStartArray("Resources"u8);
    }
}
