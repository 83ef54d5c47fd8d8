using System.Buffers;
using System.Text.Json;
using Scim.Protocol.Json;

namespace Scim.Gateway.Bulk;

/// <summary>
/// References to resources that the same bulk creates (RFC 7644 section 3.7.2): strings that are <c>bulkId:x</c> or end
/// with <c>/bulkId:x</c>, in values and in paths.
/// </summary>
internal static class BulkReferences
{
    private const string Prefix = "bulkId:";

    /// <summary>The bulkIds that an operation refers to.</summary>
    public static HashSet<string> Of(BulkOperation operation)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (Name(operation.ResourceId) is { } target) found.Add(target);
        if (operation.Data.AsSpan().IndexOf("bulkId:"u8) < 0) return found;
        var reader = new Utf8JsonReader(operation.Data);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String && Name(reader.GetString()!) is { } name) found.Add(name);
        }

        return found;
    }

    /// <summary>The operation with ids in the place of references.</summary>
    public static BulkOperation Resolve(BulkOperation operation, IReadOnlyDictionary<string, string> ids)
    {
        string path = Name(operation.ResourceId) is { } target && ids.TryGetValue(target, out string? id) ? $"{operation.Endpoint}/{id}" : operation.Path;
        if (operation.Data.AsSpan().IndexOf("bulkId:"u8) < 0) return operation with { Path = path };
        var buffer = new ArrayBufferWriter<byte>(operation.Data.Length + 64);
        using (var writer = new Utf8JsonWriter(buffer, ScimJsonWriter.WriterOptions)) Copy(operation.Data, writer, ids);
        return operation with { Path = path, Data = buffer.WrittenSpan.ToArray() };
    }

    /// <summary>
    /// Takes the reference to a manager out of a user's data, so that users who refer to each other can be created; what
    /// is left and the PATCH that puts it in afterwards, or null where the data has no such reference.
    /// </summary>
    public static (byte[] Without, string Manager)? WithoutManager(BulkOperation operation)
    {
        using JsonDocument document = JsonDocument.Parse(operation.Data);
        string? manager = null;
        var buffer = new ArrayBufferWriter<byte>(operation.Data.Length);
        using (var writer = new Utf8JsonWriter(buffer, ScimJsonWriter.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (IsManager(property.Name) && Manager(property.Value) is { } found) manager = found;
                else if (property.Value.ValueKind == JsonValueKind.Object && property.Name.StartsWith("urn:", StringComparison.OrdinalIgnoreCase))
                {
                    writer.WriteStartObject(property.Name);
                    foreach (JsonProperty inner in property.Value.EnumerateObject())
                    {
                        if (IsManager(inner.Name) && Manager(inner.Value) is { } nested) manager = nested;
                        else inner.WriteTo(writer);
                    }

                    writer.WriteEndObject();
                }
                else property.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return manager is null ? null : (buffer.WrittenSpan.ToArray(), manager);
    }

    /// <summary>The bulkId of a string that is a reference; null for any other string.</summary>
    public static string? Name(string text)
    {
        int at = text.LastIndexOf(Prefix, StringComparison.OrdinalIgnoreCase);
        return at == 0 || (at > 0 && text[at - 1] == '/') ? text[(at + Prefix.Length)..] : null;
    }

    private static bool IsManager(string name) =>
        name.Equals("manager", StringComparison.OrdinalIgnoreCase) || name.EndsWith(":manager", StringComparison.OrdinalIgnoreCase);

    private static string? Manager(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) return Name(value.GetString()!);
        if (value.ValueKind != JsonValueKind.Object) return null;
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (property.Name.Equals("value", StringComparison.OrdinalIgnoreCase) && property.Value.ValueKind == JsonValueKind.String) return Name(property.Value.GetString()!);
        }

        return null;
    }

    private static void Copy(ReadOnlySpan<byte> json, Utf8JsonWriter writer, IReadOnlyDictionary<string, string> ids)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject: writer.WriteStartObject(); break;
                case JsonTokenType.EndObject: writer.WriteEndObject(); break;
                case JsonTokenType.StartArray: writer.WriteStartArray(); break;
                case JsonTokenType.EndArray: writer.WriteEndArray(); break;
                case JsonTokenType.PropertyName: writer.WritePropertyName(reader.GetString()!); break;
                case JsonTokenType.String: writer.WriteStringValue(Resolved(reader.GetString()!, ids)); break;
                default: writer.WriteRawValue(reader.ValueSpan); break;
            }
        }
    }

    private static string Resolved(string text, IReadOnlyDictionary<string, string> ids) =>
        Name(text) is { } name && ids.TryGetValue(name, out string? id) ? string.Concat(text.AsSpan(0, text.LastIndexOf(Prefix, StringComparison.OrdinalIgnoreCase)), id) : text;
}
