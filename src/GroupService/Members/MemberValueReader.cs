using System.Text.Json;
using Scim.Protocol.Errors;

namespace Scim.Groups.Members;

/// <summary>
/// Reads the members out of a PATCH operation's value: an array or a single one, of objects with <c>value</c> (or only a
/// <c>$ref</c>) or of bare strings. <c>$ref: null</c>, <c>display</c> and keys that no schema has are passed over.
/// </summary>
internal static class MemberValueReader
{
    /// <summary>Reads members; null, "" and [] are none.</summary>
    public static IReadOnlyList<MemberReference> Read(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
            case JsonValueKind.Undefined:
            case JsonValueKind.String when value.GetString()!.Length == 0:
                return [];
            case JsonValueKind.Array:
                var members = new List<MemberReference>(value.GetArrayLength());
                foreach (JsonElement item in value.EnumerateArray()) members.Add(One(item));
                return members;
            default:
                return [One(value)];
        }
    }

    private static MemberReference One(JsonElement item) => item.ValueKind switch
    {
        JsonValueKind.String => new MemberReference(Checked(item.GetString()), null),
        JsonValueKind.Object => FromObject(item),
        _ => throw ScimException.InvalidValue("A member is an object with \"value\", or a string with its id."),
    };

    private static MemberReference FromObject(JsonElement item)
    {
        string? id = null;
        string? reference = null;
        string? type = null;
        foreach (JsonProperty property in item.EnumerateObject())
        {
            if (Is(property, "value")) id = Text(property);
            else if (Is(property, "$ref")) reference = Text(property);
            else if (Is(property, "type")) type = Text(property);
        }

        return new MemberReference(Checked(id ?? LastSegment(reference)), type);
    }

    private static bool Is(JsonProperty property, string name) =>
        property.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string? Text(JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.String => property.Value.GetString(),
        JsonValueKind.Null => null,
        _ => throw ScimException.InvalidValue($"\"{property.Name}\" of a member is a string."),
    };

    private static string? LastSegment(string? reference) => reference?[(reference.LastIndexOf('/') + 1)..];

    private static string Checked(string? id)
    {
        if (string.IsNullOrEmpty(id)) throw ScimException.InvalidValue("A member has no \"value\", which is the id of a user or group.");
        if (!MembershipId.IsPart(id)) throw ScimException.InvalidValue($"There is no user or group with the id '{id}'.");
        return id;
    }
}
