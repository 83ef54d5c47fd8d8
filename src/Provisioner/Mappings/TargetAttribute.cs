using System.Text.Json;
using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;

namespace Scim.Provisioning.Mappings;

/// <summary>A target attribute by its PATCH path: read from a resource, written into a new one.</summary>
internal sealed class TargetAttribute
{
    private readonly AttributePath _path;
    private readonly IReadOnlyList<CompareFilter> _element;

    private TargetAttribute(string text, AttributePath path, TargetType type)
    {
        Text = text;
        Type = type;
        _path = path;
        _element = path.Filter switch
        {
            null => [],
            CompareFilter one => [one],
            AndFilter all => [.. all.Operands.OfType<CompareFilter>()],
            _ => [],
        };
    }

    /// <summary>The path as the mapping has it.</summary>
    public string Text { get; }

    public TargetType Type { get; }

    /// <summary>The URN of the extension, or null.</summary>
    public string? Schema => _path.Schema;

    /// <summary>The attribute's name without URN, filter and sub-attribute.</summary>
    public string Attribute => _path.Attribute!;

    /// <summary>Whether the path picks an element of a multi-valued attribute.</summary>
    public bool IsFiltered => _path.Filter is not null;

    /// <summary>Reads a path; a <see cref="FormatException"/> says what is wrong with it.</summary>
    public static TargetAttribute Parse(string text, TargetType? type = null)
    {
        try
        {
            AttributePath path = AttributePathParser.Parse(text);
            var target = new TargetAttribute(text, path, type ?? DefaultType(path));
            int terms = path.Filter is null ? 0 : path.Filter is AndFilter all ? all.Operands.Count : 1;
            bool usable = target._element.Count == terms && target._element.All(term => term.Operator == FilterOperator.Equal);
            return usable && (path.Filter is null || path.SubAttribute is not null)
                ? target
                : throw new FormatException($"The target '{text}' must pick an element by 'eq' and name a sub-attribute of it.");
        }
        catch (ScimException problem)
        {
            throw new FormatException($"The target '{text}' is not a path: {problem.Message}", problem);
        }
    }

    /// <summary>A value in the attribute's type; "" is no value.</summary>
    public object? Convert(object? value) => Type switch
    {
        TargetType.Boolean when value is bool => value,
        TargetType.Boolean => bool.TryParse(MappingExpression.AsText(value), out bool flag) ? flag : null,
        TargetType.Integer => long.TryParse(MappingExpression.AsText(value), out long number) ? number : null,
        _ => MappingExpression.AsText(value) is { Length: > 0 } text ? text : null,
    };

    /// <summary>The value that a resource has, in the attribute's type; null where it has none.</summary>
    public object? Read(JsonElement resource)
    {
        JsonElement? found = resource;
        if (Schema is not null && !IsCore(Schema)) found = Property(found, Schema);
        found = Property(found, Attribute);
        if (IsFiltered) found = Element(found);
        if (_path.SubAttribute is not null) found = Property(found, _path.SubAttribute);
        return found is { } value ? Convert(Plain(value)) : null;
    }

    /// <summary>The id that a reference holds: its <c>value</c>, or the string that some servers answer instead.</summary>
    public string? ReadReference(JsonElement resource)
    {
        JsonElement? found = Schema is not null && !IsCore(Schema) ? Property(resource, Schema) : resource;
        found = Property(found, Attribute);
        if (found is { ValueKind: JsonValueKind.Object }) found = Property(found, "value");
        return found is { ValueKind: JsonValueKind.String } id && id.GetString() is { Length: > 0 } text ? text : null;
    }

    /// <summary>Writes a value into the body of a new resource.</summary>
    public void Write(JsonObject body, object value)
    {
        JsonObject place = Schema is not null && !IsCore(Schema) ? Child(body, Schema) : body;
        if (IsFiltered) place = NewElement(place);
        else if (_path.SubAttribute is not null) place = Child(place, Attribute);
        place[_path.SubAttribute ?? Attribute] = Node(value);
    }

    public static JsonNode? Node(object? value) => value switch
    {
        null => null,
        bool flag => JsonValue.Create(flag),
        long number => JsonValue.Create(number),
        _ => JsonValue.Create((string)value),
    };

    private static TargetType DefaultType(AttributePath path) =>
        string.Equals(path.SubAttribute ?? path.Attribute, "active", StringComparison.OrdinalIgnoreCase)
        || string.Equals(path.SubAttribute, "primary", StringComparison.OrdinalIgnoreCase)
            ? TargetType.Boolean
            : TargetType.String;

    private static bool IsCore(string schema) =>
        schema.StartsWith("urn:ietf:params:scim:schemas:core:2.0:", StringComparison.OrdinalIgnoreCase);

    private static JsonElement? Property(JsonElement? value, string name)
    {
        if (value is not { ValueKind: JsonValueKind.Object } item) return null;
        if (item.TryGetProperty(name, out JsonElement exact)) return exact;
        foreach (JsonProperty property in item.EnumerateObject())
        {
            if (string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase)) return property.Value;
        }

        return null;
    }

    private JsonElement? Element(JsonElement? list)
    {
        if (list is not { ValueKind: JsonValueKind.Array } items) return null;
        foreach (JsonElement item in items.EnumerateArray())
        {
            if (_element.All(term => Matches(Property(item, term.Name.Attribute), term.Value))) return item;
        }

        return null;
    }

    // A boolean is compared with "True" too: Entra's own paths have [primary eq "True"].
    private static bool Matches(JsonElement? value, FilterValue wanted) =>
        value is { } present && string.Equals(Plain(present), wanted.Text, StringComparison.OrdinalIgnoreCase);

    private static bool IsSame(JsonNode? value, FilterValue wanted) =>
        value is not null && string.Equals(value.ToString(), wanted.Text, StringComparison.OrdinalIgnoreCase);

    private static string? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array => null,
        _ => value.GetRawText(),
    };

    private static JsonObject Child(JsonObject place, string name)
    {
        if (place[name] is JsonObject known) return known;
        var child = new JsonObject();
        place[name] = child;
        return child;
    }

    // The element that the filter picks; a new one gets the filter's values, and an e-mail address is the primary one,
    // as Entra creates it.
    private JsonObject NewElement(JsonObject place)
    {
        if (place[Attribute] is not JsonArray list)
        {
            list = [];
            place[Attribute] = list;
        }

        foreach (JsonNode? node in list)
        {
            if (node is JsonObject known && _element.All(term => IsSame(known[term.Name.Attribute], term.Value))) return known;
        }

        var element = new JsonObject();
        if (Attribute == "emails" && list.Count == 0) element["primary"] = true;
        foreach (CompareFilter term in _element)
        {
            string text = term.Value.Text;
            bool isFlag = term.Name.Attribute == "primary" && bool.TryParse(text, out _);
            element[term.Name.Attribute] = isFlag ? JsonValue.Create(bool.Parse(text)) : JsonValue.Create(text);
        }

        list.Add((JsonNode)element);
        return element;
    }
}
