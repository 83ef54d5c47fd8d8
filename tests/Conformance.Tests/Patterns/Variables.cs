using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Scim.Conformance.Tests.Patterns;

/// <summary>Names for values of a case: those that every case has, and those that its answers gave.</summary>
internal sealed partial class Variables
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal)
    {
        ["User"] = "urn:ietf:params:scim:schemas:core:2.0:User",
        ["Group"] = "urn:ietf:params:scim:schemas:core:2.0:Group",
        ["Enterprise"] = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        ["PatchOp"] = "urn:ietf:params:scim:api:messages:2.0:PatchOp",
        ["SearchRequest"] = "urn:ietf:params:scim:api:messages:2.0:SearchRequest",
        ["ListResponse"] = "urn:ietf:params:scim:api:messages:2.0:ListResponse",
        ["BulkRequest"] = "urn:ietf:params:scim:api:messages:2.0:BulkRequest",
        ["BulkResponse"] = "urn:ietf:params:scim:api:messages:2.0:BulkResponse",
        ["Error"] = "urn:ietf:params:scim:api:messages:2.0:Error",
    };

    public string this[string name]
    {
        set => _values[name] = value;
    }

    /// <summary>The text with values in the place of <c>{name}</c>. Braces with no such name stay, as JSON has them.</summary>
    public string Replace(string text) => Name().Replace(text, match => _values.GetValueOrDefault(match.Groups[1].Value, match.Value));

    /// <summary>Keeps a value under a name; one that is kept already has to be equal.</summary>
    public bool Keep(string name, string value)
    {
        if (_values.TryGetValue(name, out string? kept)) return kept == value;
        _values[name] = value;
        return true;
    }

    /// <summary>Keeps a string, or any other value as its JSON.</summary>
    public bool Keep(string name, JsonNode? value) =>
        Keep(name, value is JsonValue simple && simple.GetValueKind() == JsonValueKind.String ? (string)simple! : value?.ToJsonString() ?? "null");

    [GeneratedRegex(@"\{([A-Za-z][A-Za-z0-9]*)\}")]
    private static partial Regex Name();
}
