using System.Text.Json;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Bulk;

/// <summary>A bulk request as it came in (RFC 7644 section 3.7).</summary>
/// <param name="FailOnErrors">After how many errors the rest is left undone; 0 for never.</param>
/// <param name="Operations">The operations, in the client's order.</param>
internal sealed record BulkRequest(int FailOnErrors, IReadOnlyList<BulkOperation> Operations)
{
    /// <summary>The schema of the body.</summary>
    public const string Schema = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

    /// <summary>Reads the JSON. Names are compared without regard to case, as everywhere in SCIM.</summary>
    /// <exception cref="ScimException">400 invalidSyntax: not JSON, or not of this shape; 413: too many operations.</exception>
    public static BulkRequest Read(ReadOnlyMemory<byte> json, int maxOperations)
    {
        using JsonDocument document = Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw ScimException.InvalidSyntax("A bulk request is an object.");
        int failOnErrors = 0;
        JsonElement? operations = null;
        foreach (JsonProperty property in document.RootElement.EnumerateObject())
        {
            if (Is(property, "failOnErrors")) failOnErrors = Count(property.Value);
            else if (Is(property, "Operations")) operations = property.Value;
        }

        if (operations is not { ValueKind: JsonValueKind.Array } list) throw ScimException.InvalidSyntax("A bulk request has an array \"Operations\".");
        if (list.GetArrayLength() > maxOperations) throw ScimException.PayloadTooLarge($"A bulk request may have {maxOperations} operations; this one has {list.GetArrayLength()}.");
        return new BulkRequest(failOnErrors, [.. list.EnumerateArray().Select(Operation)]);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException error)
        {
            throw ScimException.InvalidSyntax($"The body is not JSON: {error.Message}", error);
        }
    }

    private static BulkOperation Operation(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object) throw ScimException.InvalidSyntax("An operation of a bulk request is an object.");
        string method = "", bulkId = "", version = "", path = "";
        byte[] data = [];
        foreach (JsonProperty property in item.EnumerateObject())
        {
            if (Is(property, "method")) method = Text(property).ToUpperInvariant();
            else if (Is(property, "bulkId")) bulkId = Text(property);
            else if (Is(property, "version")) version = Text(property);
            else if (Is(property, "path")) path = "/" + Text(property).Trim('/');
            else if (Is(property, "data") && property.Value.ValueKind != JsonValueKind.Null) data = JsonSerializer.SerializeToUtf8Bytes(property.Value);
        }

        return new BulkOperation(method, bulkId, version, path, data);
    }

    private static bool Is(JsonProperty property, string name) => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static int Count(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => 0,
        JsonValueKind.Number when value.TryGetInt32(out int count) && count >= 0 => count,
        _ => throw ScimException.InvalidSyntax("\"failOnErrors\" is a number that is not negative."),
    };

    private static string Text(JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.String => property.Value.GetString()!,
        JsonValueKind.Null => "",
        _ => throw ScimException.InvalidSyntax($"\"{property.Name}\" of a bulk operation is a string."),
    };
}
