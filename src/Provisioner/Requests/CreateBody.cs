using System.Text.Json.Nodes;
using Scim.Provisioning.Mappings;

namespace Scim.Provisioning.Requests;

/// <summary>
/// The body of a POST as Entra writes it: schemas, externalId and userName first, then the attributes by name with
/// <c>meta.resourceType</c> and an empty <c>roles</c> among them, extensions last. An extension that is not the
/// enterprise user's is not named in <c>schemas</c>: Entra leaves it out, and servers have to cope.
/// </summary>
internal static class CreateBody
{
    private static readonly string[] First = ["externalId", "userName"];

    public static JsonObject User(MappedObject mapped) => Build(mapped, "User", [ScimUrns.User, ScimUrns.EnterpriseUser]);

    public static JsonObject Group(MappedObject mapped) => Build(mapped, "Group", [ScimUrns.Group, ScimUrns.EntraGroup]);

    private static JsonObject Build(MappedObject mapped, string resourceType, string[] schemas)
    {
        var attributes = new JsonObject();
        foreach ((TargetAttribute target, object value) in mapped.OnCreate()) target.Write(attributes, value);
        attributes["meta"] = new JsonObject { ["resourceType"] = resourceType };
        if (resourceType == "User" && attributes["roles"] is null) attributes["roles"] = new JsonArray();

        var body = new JsonObject { ["schemas"] = new JsonArray([.. schemas.Select(urn => (JsonNode)urn)]) };
        foreach ((string name, JsonNode? value) in attributes.ToList().OrderBy(Place).ThenBy(item => item.Key, StringComparer.Ordinal))
        {
            attributes.Remove(name);
            body[name] = value;
        }

        return body;
    }

    private static int Place(KeyValuePair<string, JsonNode?> item)
    {
        int first = Array.IndexOf(First, item.Key);
        return first >= 0 ? first : item.Key.Contains(':', StringComparison.Ordinal) ? 3 : 2;
    }
}
