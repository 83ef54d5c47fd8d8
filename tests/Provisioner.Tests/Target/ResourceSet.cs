using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Scim.Provisioning.Tests.Target;

/// <summary>The users or the groups of the target.</summary>
internal sealed partial class ResourceSet(string type)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, JsonObject> _resources = new(StringComparer.Ordinal);
    private int _next;

    /// <summary>Says of a member that it cannot be resolved; the request with it is refused.</summary>
    public Func<string, bool> IsUnresolvable { get; set; } = _ => false;

    public IReadOnlyList<JsonObject> All
    {
        get
        {
            lock (_lock) return [.. _resources.Values.Select(resource => (JsonObject)resource.DeepClone())];
        }
    }

    /// <summary>Puts a resource there that the client did not make.</summary>
    public string Add(JsonObject resource)
    {
        lock (_lock)
        {
            string id = $"{type.ToLowerInvariant()}-{++_next}";
            var stored = new JsonObject { ["id"] = id };
            foreach ((string name, JsonNode? value) in resource) stored[name] = value?.DeepClone();
            _resources.Add(id, stored);
            return id;
        }
    }

    public void Remove(string id)
    {
        lock (_lock) _resources.Remove(id);
    }

    /// <summary>One page of all resources.</summary>
    public JsonObject Page(int startIndex, int count)
    {
        lock (_lock)
        {
            JsonNode[] page = [.. _resources.Values.Skip(startIndex - 1).Take(count).Select(resource => Shown(resource, true))];
            return new JsonObject { ["totalResults"] = _resources.Count, ["Resources"] = new JsonArray(page) };
        }
    }

    public JsonObject List(string filter, bool withMembers)
    {
        Match match = Equality().Match(filter);
        if (!match.Success) throw new InvalidOperationException($"The filter '{filter}' is not understood.");
        string path = match.Groups["path"].Value;
        string wanted = JsonNode.Parse(match.Groups["value"].Value)!.ToString();
        lock (_lock)
        {
            JsonNode[] found = [.. _resources.Values
                .Where(resource => string.Equals(Value(resource, path)?.ToString(), wanted, StringComparison.OrdinalIgnoreCase))
                .Select(resource => Shown(resource, withMembers))];
            return new JsonObject
            {
                ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:ListResponse"),
                ["totalResults"] = found.Length,
                ["Resources"] = new JsonArray(found),
                ["startIndex"] = 1,
                ["itemsPerPage"] = found.Length,
            };
        }
    }

    public (int Status, JsonObject? Body) Create(JsonObject body)
    {
        string key = type == "User" ? "userName" : "displayName";
        lock (_lock)
        {
            string? name = body[key]?.ToString();
            bool isTaken = type == "User" && _resources.Values.Any(resource =>
                string.Equals(resource[key]?.ToString(), name, StringComparison.OrdinalIgnoreCase));
            if (isTaken) return (409, ScimTarget.Error(409, $"userName '{name}' is taken."));
            string id = Add(body);
            return (201, Shown(_resources[id], true));
        }
    }

    public (int Status, JsonObject? Body) Read(string id, bool withMembers)
    {
        lock (_lock) return _resources.TryGetValue(id, out JsonObject? found) ? (200, Shown(found, withMembers)) : Gone(id);
    }

    public (int Status, JsonObject? Body) Patch(string id, JsonObject body)
    {
        lock (_lock)
        {
            if (!_resources.TryGetValue(id, out JsonObject? found)) return Gone(id);
            var next = (JsonObject)found.DeepClone();
            JsonPatch.Apply(next, (JsonArray)body["Operations"]!);
            string? unresolvable = Members(next).Except(Members(found)).FirstOrDefault(IsUnresolvable);
            if (unresolvable is not null) return (400, ScimTarget.Error(400, $"The member '{unresolvable}' does not exist."));
            _resources[id] = next;
            return type == "User" ? (200, Shown(next, true)) : (204, null);
        }
    }

    public (int Status, JsonObject? Body) Delete(string id)
    {
        lock (_lock) return _resources.Remove(id) ? (204, null) : Gone(id);
    }

    public void RemoveMember(string id)
    {
        lock (_lock)
        {
            foreach (JsonObject group in _resources.Values.Where(group => Members(group).Contains(id)))
                group["members"] = new JsonArray([.. Members(group).Where(member => member != id).Select(member => (JsonNode)new JsonObject { ["value"] = member })]);
        }
    }

    public static IEnumerable<string> Members(JsonObject group) =>
        group["members"] is JsonArray members ? members.Select(member => member!["value"]!.ToString()) : [];

    private static JsonNode? Value(JsonObject resource, string path) =>
        path.All(char.IsAsciiLetter) ? resource[path] : JsonPatch.Read(resource, path);

    private static (int Status, JsonObject? Body) Gone(string id) => (404, ScimTarget.Error(404, $"There is no '{id}'."));

    private static JsonObject Shown(JsonObject resource, bool withMembers)
    {
        var shown = (JsonObject)resource.DeepClone();
        if (!withMembers) shown.Remove("members");
        return shown;
    }

    [GeneratedRegex("^(?<path>.+?) eq (?<value>\"(?:[^\"\\\\]|\\\\.)*\"|true|false)$")]
    private static partial Regex Equality();
}
