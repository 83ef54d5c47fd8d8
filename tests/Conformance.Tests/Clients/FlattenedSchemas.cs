using System.Text.Json.Nodes;

namespace Scim.Conformance.Tests.Clients;

/// <summary>The names that Entra's gallery validator makes of /Schemas, to look for the mapped attributes among them.</summary>
internal static class FlattenedSchemas
{
    private const string Core = "urn:ietf:params:scim:schemas:core:2.0:";

    /// <summary>The names for a resource type: of its core schema and, for users, of every extension.</summary>
    public static HashSet<string> Of(JsonNode schemas, string resource)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (JsonNode? schema in schemas["Resources"]!.AsArray())
        {
            string id = (string)schema!["id"]!;
            bool own = id == Core + resource, extension = resource == "User" && !id.StartsWith(Core, StringComparison.Ordinal);
            foreach (JsonNode? attribute in own || extension ? schema["attributes"]!.AsArray() : [])
            {
                if (own) names.UnionWith(Names(attribute!));
                else names.Add($"{id}:{Name(attribute)}");
            }
        }

        return names;
    }

    private static IEnumerable<string> Names(JsonNode attribute)
    {
        string name = Name(attribute), type = (string)attribute["type"]!;
        if (name is "manager" or "members") return [name];
        if (type != "complex") return type == "reference" ? [] : [name];
        JsonNode[] subs = [.. attribute["subAttributes"]!.AsArray().Select(sub => sub!)];
        if (!(bool)attribute["multiValued"]!) return subs.Where(sub => (string?)sub["type"] is not ("complex" or "reference")).Select(sub => $"{name}.{Name(sub)}");

        string[] types = [.. subs.Where(sub => Name(sub) == "type").SelectMany(sub => sub["canonicalValues"]?.AsArray().Select(value => (string)value!) ?? [])];
        return types.Length > 0
            ? types.SelectMany(_ => subs.Where(sub => Name(sub) is not ("type" or "primary")), (value, sub) => $"{name}[type eq \"{value}\"].{Name(sub)}")
            : subs.Where(sub => Name(sub) != "primary").Select(sub => $"{name}[primary eq \"True\"].{Name(sub)}");
    }

    private static string Name(JsonNode? attribute) => (string)attribute!["name"]!;
}
