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
            var names = new NamePool();
            var users = new List<SourceUser>();
            var groups = new List<SourceGroup>();
            var assignments = new List<string>();
            await new JsonSections(new Dictionary<string, Action<JsonElement>>(StringComparer.Ordinal)
            {
                ["users"] = item => users.Add(User(item, users.Count, names)),
                ["groups"] = item => groups.Add(Group(item, groups.Count, names)),
                ["assignments"] = item => assignments.Add(Text(item, $"assignments[{assignments.Count}]")),
            }).ReadAsync(file, cancellationToken);
            return new SourceDirectory(users, groups, assignments);
        }
        catch (Exception problem) when (problem is JsonException or FormatException)
        {
            throw ProvisioningException.InvalidInput($"'{path}' is not a directory: {problem.Message}", problem);
        }
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
        return new SourceGroup(id, Attributes(item, id, names, Id, Members), MembersOf(item, place));
    }

    private static string[] MembersOf(JsonElement item, string place)
    {
        if (!item.TryGetProperty(Members, out JsonElement list) || list.ValueKind == JsonValueKind.Null) return [];
        if (list.ValueKind != JsonValueKind.Array) throw new FormatException($"{place}.members is not an array.");

        return [.. list.EnumerateArray().Select((member, at) => Text(member, $"{place}.members[{at}]")).Distinct(StringComparer.Ordinal)];
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
