using System.Globalization;
using System.Text.Json;

namespace Scim.Provisioning.Directories;

/// <summary>A directory as one JSON document.</summary>
internal static class JsonDirectory
{
    // Keys that describe an object instead of being an attribute of it.
    private const string Id = "id";
    private const string ObjectId = "objectId";
    private const string Manager = "manager";
    private const string SoftDeleted = "softDeleted";
    private const string Members = "members";

    public static async Task<SourceDirectory> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using FileStream file = File.OpenRead(path);
            using JsonDocument document = await JsonDocument.ParseAsync(file, cancellationToken: cancellationToken);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw new FormatException("The file is not a JSON object.");

            var names = new NamePool();
            return new SourceDirectory(
                Items(root, "users").Select((item, index) => User(item, index, names)).ToList(),
                Items(root, "groups").Select((item, index) => Group(item, index, names)).ToList(),
                Items(root, "assignments").Select((item, index) => Text(item, $"assignments[{index}]")));
        }
        catch (Exception problem) when (problem is JsonException or FormatException)
        {
            throw ProvisioningException.InvalidInput($"'{path}' is not a directory: {problem.Message}", problem);
        }
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out JsonElement list) || list.ValueKind == JsonValueKind.Null) return default;
        return list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : throw new FormatException($"'{name}' is not an array.");
    }

    private static SourceUser User(JsonElement item, int index, NamePool names)
    {
        string place = $"users[{index}]";
        string id = RequiredId(item, place);
        return new SourceUser(
            id,
            Attributes(item, id, names, Id, Manager, SoftDeleted),
            Optional(item, Manager, place),
            Optional(item, SoftDeleted, place) is { } at ? Time(at, place) : null);
    }

    private static SourceGroup Group(JsonElement item, int index, NamePool names)
    {
        string place = $"groups[{index}]";
        string id = RequiredId(item, place);
        var members = Items(item, Members).Select((member, at) => Text(member, $"{place}.members[{at}]"));
        return new SourceGroup(id, Attributes(item, id, names, Id, Members), members.Distinct(StringComparer.Ordinal).ToArray());
    }

    private static AttributeBag Attributes(JsonElement item, string id, NamePool names, params string[] except) =>
        new(item.EnumerateObject()
            .Where(property => !except.Contains(property.Name, StringComparer.Ordinal))
            .Select(property => KeyValuePair.Create(names.Get(property.Name), Value(property.Value)))
            .Append(KeyValuePair.Create(ObjectId, (object?)id)));

    private static object? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        JsonValueKind.Array => value.EnumerateArray().Select(Element).ToArray() is { Length: > 0 } list ? list : null,
        _ => value.GetRawText(),
    };

    private static string Element(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static string RequiredId(JsonElement item, string place) =>
        item.ValueKind == JsonValueKind.Object && Optional(item, Id, place) is { Length: > 0 } id
            ? id
            : throw new FormatException($"{place} has no id.");

    private static string? Optional(JsonElement item, string name, string place) =>
        item.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null
            ? Text(value, $"{place}.{name}")
            : null;

    private static string Text(JsonElement value, string place) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new FormatException($"{place} is not a string.");

    private static DateTimeOffset Time(string text, string place) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : throw new FormatException($"{place}.softDeleted is not a date and time.");
}
