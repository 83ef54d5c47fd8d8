using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Scim.Provisioning.Tests.Target;

/// <summary>
/// Applies Entra's PATCH operations to JSON. It is written for the tests alone and shares no code with the server's, so
/// that a mistake in the client's requests cannot hide behind the same mistake here.
/// </summary>
internal static partial class JsonPatch
{
    public static void Apply(JsonObject resource, JsonArray operations)
    {
        foreach (JsonNode? operation in operations)
        {
            string op = operation!["op"]!.ToString().ToLowerInvariant();
            string? path = operation["path"]?.ToString();
            JsonNode? value = operation["value"]?.DeepClone();
            if (path is null)
            {
                foreach ((string name, JsonNode? part) in ((JsonObject)value!).ToList()) Set(resource, name, part?.DeepClone());
            }
            else if (path.StartsWith("members", StringComparison.Ordinal))
            {
                Members(resource, op, path, value);
            }
            else
            {
                Set(resource, path, op == "remove" ? null : value);
            }
        }
    }

    /// <summary>The value at a path, or null.</summary>
    public static JsonNode? Read(JsonObject resource, string path)
    {
        (JsonNode? place, string name) = Place(resource, path, create: false);
        return place is JsonObject item ? item[name] : null;
    }

    private static void Members(JsonObject resource, string op, string path, JsonNode? value)
    {
        var present = resource["members"] as JsonArray ?? [];
        var ids = new List<string>(present.Select(member => member!["value"]!.ToString()));
        string[] named = MemberFilter().Match(path) is { Success: true } match
            ? [JsonNode.Parse(match.Groups[1].Value)!.ToString()]
            : [.. ((JsonArray)value!).Select(member => member!["value"]!.ToString())];
        if (op == "remove") ids.RemoveAll(named.Contains);
        else ids.AddRange(named.Where(id => !ids.Contains(id)));
        resource["members"] = new JsonArray([.. ids.Select(id => (JsonNode)new JsonObject { ["value"] = id })]);
    }

    private static void Set(JsonObject resource, string path, JsonNode? value)
    {
        if (path == "manager") path = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager";
        (JsonNode? place, string name) = Place(resource, path, create: true);
        if (name == "manager") value = Manager(value);
        if (name == "active" && value?.ToString() is "True" or "False") value = value!.ToString() == "True";
        if (value is null || value.ToString().Length == 0) ((JsonObject)place!).Remove(name);
        else ((JsonObject)place!)[name] = value;
    }

    private static JsonObject? Manager(JsonNode? value)
    {
        if (value is JsonArray list) return new JsonObject { ["value"] = list[0]!["value"]!.ToString() };
        return value is null || value.ToString().Length == 0 ? null : new JsonObject { ["value"] = value.ToString() };
    }

    private static (JsonNode? Place, string Name) Place(JsonObject resource, string path, bool create)
    {
        Match match = Path().Match(path);
        if (!match.Success) throw new InvalidOperationException($"The path '{path}' is not understood.");
        JsonObject? place = resource;
        if (match.Groups["urn"].Success) place = Child(place, match.Groups["urn"].Value, create);
        string attribute = match.Groups["attribute"].Value;
        if (match.Groups["type"].Success) place = Element(place, attribute, match.Groups["type"].Value, create);
        else if (match.Groups["sub"].Success) place = Child(place, attribute, create);
        return (place, match.Groups["sub"].Success ? match.Groups["sub"].Value : attribute);
    }

    private static JsonObject? Child(JsonObject? place, string name, bool create)
    {
        if (place is null || place[name] is JsonObject) return place?[name] as JsonObject;
        if (!create) return null;
        var child = new JsonObject();
        place[name] = child;
        return child;
    }

    private static JsonObject? Element(JsonObject? place, string name, string elementType, bool create)
    {
        if (place is null) return null;
        if (place[name] is JsonArray list && list.FirstOrDefault(item => item!["type"]?.ToString() == elementType) is JsonObject found) return found;
        if (!create) return null;
        var element = new JsonObject { ["type"] = elementType };
        if (place[name] is not JsonArray) place[name] = new JsonArray();
        ((JsonArray)place[name]!).Add((JsonNode)element);
        return element;
    }

    [GeneratedRegex("^(?:(?<urn>urn:.+):)?(?<attribute>[A-Za-z]+)(?:\\[type eq \"(?<type>[a-z]+)\"\\])?(?:\\.(?<sub>[A-Za-z]+))?$")]
    private static partial Regex Path();

    [GeneratedRegex("^members\\[value eq (\".*\")\\]$")]
    private static partial Regex MemberFilter();
}
