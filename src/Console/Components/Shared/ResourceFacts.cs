using System.Text.Json.Nodes;
using Google.Protobuf;

namespace Scim.Admin.Components.Shared;

/// <summary>A resource's attributes as paths and values, in the order of its schema.</summary>
internal static class ResourceFacts
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default);
    private static readonly HashSet<string> Elsewhere = ["meta", "externalIds", "lastChange", "groups", "members", "extensions"];

    /// <summary>The attributes that have values.</summary>
    public static IReadOnlyList<(string Path, string Value)> Of(IMessage resource)
    {
        var facts = new List<(string, string)>();
        foreach ((string name, JsonNode? value) in JsonNode.Parse(Formatter.Format(resource))!.AsObject())
        {
            if (!Elsewhere.Contains(name)) Add(facts, name.Split(':')[^1] == "User" && name.Contains(':', StringComparison.Ordinal) ? "enterprise" : name, value);
        }

        return facts;
    }

    private static void Add(List<(string, string)> facts, string path, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject fields:
                foreach ((string name, JsonNode? inner) in fields) Add(facts, $"{path}.{name}", inner);
                break;
            case JsonArray elements:
                for (int i = 0; i < elements.Count; i++)
                {
                    string type = (elements[i] as JsonObject)?["type"]?.ToString() is { Length: > 0 } named ? named : (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
                    Add(facts, $"{path}[{type}]", elements[i]);
                }

                break;
            default:
                facts.Add((path, value?.ToString() ?? ""));
                break;
        }
    }
}
