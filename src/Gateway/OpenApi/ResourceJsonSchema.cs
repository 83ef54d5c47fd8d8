using System.Text.Json.Nodes;
using Scim.Protocol.Schema;
using Scim.Protos.Schema.V1;

namespace Scim.Gateway.OpenApi;

/// <summary>Resources as JSON Schema 2020-12, from the attribute table: an attribute of a .proto is here by itself.</summary>
internal static class ResourceJsonSchema
{
    /// <summary>A resource as answers have it; what a projection can leave out is not required.</summary>
    public static JsonObject Of(ScimResourceType type)
    {
        JsonObject schema = Object(type.Attributes, type.Description);
        schema["required"] = Names(type.Attributes.Where(attribute => attribute.Returned == Returned.Always));
        return schema;
    }

    /// <summary>What a request must have beside that: the required attributes.</summary>
    public static JsonArray RequiredOf(ScimResourceType type) =>
        Names(type.Attributes.Where(attribute => attribute.Required && (attribute.IsWritable || attribute.IsSchemas)));

    private static JsonObject Object(IEnumerable<ScimAttribute> attributes, string description)
    {
        var properties = new JsonObject();
        foreach (ScimAttribute attribute in attributes) properties[attribute.Name] = Property(attribute);
        var schema = new JsonObject { ["type"] = "object" };
        if (description.Length > 0) schema["description"] = description;
        schema["properties"] = properties;
        return schema;
    }

    private static JsonObject Property(ScimAttribute attribute)
    {
        JsonObject schema = attribute.MultiValued
            ? new JsonObject { ["type"] = "array", ["description"] = attribute.Description, ["items"] = Value(attribute, description: "") }
            : Value(attribute, attribute.Description);
        if (attribute.Mutability == Mutability.ReadOnly) schema["readOnly"] = true;
        if (attribute.Mutability == Mutability.WriteOnly || attribute.Returned == Returned.Never) schema["writeOnly"] = true;
        return schema;
    }

    private static JsonObject Value(ScimAttribute attribute, string description)
    {
        if (attribute.Type == AttributeType.Complex) return Object(attribute.SubAttributes, description);

        (string type, string format) = attribute.Type switch
        {
            AttributeType.Boolean => ("boolean", ""),
            AttributeType.Decimal => ("number", ""),
            AttributeType.Integer => ("integer", "int64"),
            AttributeType.DateTime => ("string", "date-time"),
            AttributeType.Reference when !attribute.IsSchemas => ("string", "uri-reference"),
            _ => ("string", ""),
        };
        var schema = new JsonObject { ["type"] = type };
        if (format.Length > 0) schema["format"] = format;
        if (attribute.Type == AttributeType.Binary) schema["contentEncoding"] = "base64";
        if (description.Length > 0) schema["description"] = description;

        // They are suggestions (RFC 7643 section 2.4), so no enum.
        if (attribute.CanonicalValues.Count > 0) schema["examples"] = new JsonArray([.. attribute.CanonicalValues.Select(value => JsonValue.Create(value))]);
        return schema;
    }

    private static JsonArray Names(IEnumerable<ScimAttribute> attributes) => [.. attributes.Select(attribute => JsonValue.Create(attribute.Name))];
}
