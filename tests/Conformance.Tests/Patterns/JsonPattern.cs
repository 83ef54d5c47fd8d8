using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Scim.Conformance.Tests.Patterns;

/// <summary>
/// Compares JSON with a pattern: an object has at least the members of the pattern's, an array as many elements in their
/// order, any other value is equal. Strings in angle brackets mean more than themselves; Data/README.md lists them.
/// </summary>
internal sealed class JsonPattern(Variables variables)
{
    private const string Only = "<only>";

    /// <summary>The first difference, with its place; null where there is none. A whole that fits fills variables.</summary>
    public string? Difference(JsonNode? pattern, JsonNode? actual) => Compare("$", pattern, actual);

    private string? Compare(string place, JsonNode? pattern, JsonNode? actual) => pattern switch
    {
        JsonObject members => CompareObject(place, members, actual),
        JsonArray items => CompareArray(place, items, actual),
        JsonValue value when value.GetValueKind() == JsonValueKind.String && ((string)value!).StartsWith('<') => CompareMark(place, (string)value!, actual),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Equal(place, variables.Replace((string)value!), actual),
        _ => JsonNode.DeepEquals(pattern, actual) ? null : Unexpected(place, Show(pattern), actual),
    };

    private string? CompareObject(string place, JsonObject pattern, JsonNode? actual)
    {
        if (actual is not JsonObject members) return Unexpected(place, "an object", actual);
        foreach ((string name, JsonNode? expected) in pattern)
        {
            if (name == Only) continue;
            string resolved = variables.Replace(name);
            if (IsAbsent(expected))
            {
                if (members.ContainsKey(resolved)) return Unexpected($"{place}.{resolved}", "nothing", members[resolved]);
            }
            else if (!members.ContainsKey(resolved))
            {
                return $"{place}.{resolved} is missing in {Show(actual)}";
            }
            else if (Compare($"{place}.{resolved}", expected, members[resolved]) is { } difference)
            {
                return difference;
            }
        }

        string? more = pattern.ContainsKey(Only) ? members.Select(member => member.Key).FirstOrDefault(name => !pattern.Any(item => variables.Replace(item.Key) == name)) : null;
        return more is null ? null : $"{place} has {more}, which it must not have: {Show(actual)}";
    }

    private string? CompareArray(string place, JsonArray pattern, JsonNode? actual)
    {
        if (actual is not JsonArray items) return Unexpected(place, "an array", actual);
        string mode = pattern.FirstOrDefault() is JsonValue first && first.GetValueKind() == JsonValueKind.String ? (string)first! : "";
        if (mode is "<any order>" or "<contains>") return CompareSet(place, [.. pattern.Skip(1)], [.. items], whole: mode == "<any order>");
        if (items.Count != pattern.Count) return $"{place} has {items.Count} elements, not {pattern.Count}: {Show(actual)}";
        for (int i = 0; i < items.Count; i++)
        {
            if (Compare($"{place}[{i}]", pattern[i], items[i]) is { } difference) return difference;
        }

        return null;
    }

    private string? CompareSet(string place, List<JsonNode?> pattern, List<JsonNode?> items, bool whole)
    {
        if (whole && items.Count != pattern.Count) return $"{place} has {items.Count} elements, not {pattern.Count}: {Show(new JsonArray([.. items.Select(item => item?.DeepClone())]))}";
        foreach (JsonNode? expected in pattern)
        {
            int at = items.FindIndex(item => Compare(place, expected, item) is null);
            if (at < 0) return $"{place} has no element like {Show(expected)}: {string.Join(", ", items.Select(Show))}";
            items.RemoveAt(at);
        }

        return null;
    }

    private string? CompareMark(string place, string mark, JsonNode? actual)
    {
        JsonValueKind kind = actual?.GetValueKind() ?? JsonValueKind.Null;
        bool fits = mark switch
        {
            "<any>" => true,
            "<string>" => kind == JsonValueKind.String && ((string)actual!).Length > 0,
            "<integer>" => kind == JsonValueKind.Number && long.TryParse(actual!.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            "<boolean>" => kind is JsonValueKind.True or JsonValueKind.False,
            "<object>" => kind == JsonValueKind.Object,
            "<array>" => kind == JsonValueKind.Array,
            "<dateTime>" => kind == JsonValueKind.String && Regex.IsMatch((string)actual!, @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"),
            ['<', '=', .. var name, '>'] => variables.Keep(name, actual),
            ['<', '~', .. var expression, '>'] => kind == JsonValueKind.String && Regex.IsMatch((string)actual!, variables.Replace(expression), RegexOptions.Singleline),
            _ => throw new FormatException($"There is no mark {mark}."),
        };
        return fits ? null : Unexpected(place, mark, actual);
    }

    private static string? Equal(string place, string expected, JsonNode? actual) =>
        actual?.GetValueKind() == JsonValueKind.String && (string)actual! == expected ? null : Unexpected(place, $"\"{expected}\"", actual);

    private static bool IsAbsent(JsonNode? pattern) => pattern is JsonValue value && value.GetValueKind() == JsonValueKind.String && (string)value! == "<absent>";

    private static string Unexpected(string place, string expected, JsonNode? actual) => $"{place} is {Show(actual)}, not {expected}";

    private static string Show(JsonNode? node) => node?.ToJsonString() ?? "null";
}
