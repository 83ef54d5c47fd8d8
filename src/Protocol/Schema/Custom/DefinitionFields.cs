using System.Text.Json;
using Scim.Protos.Schema.V1;

namespace Scim.Protocol.Schema.Custom;

/// <summary>The fields of one definition in JSON; what is wrong with them is added to the failures.</summary>
internal sealed class DefinitionFields(JsonElement owner, string above, List<string> failures)
{
    private const int LongestName = 64;
    private const int LongestText = 2_000;

    private string? _name;

    private string Path => above + _name;

    /// <summary>Reads an attribute's characteristics, with the defaults of RFC 7643 section 2.2.</summary>
    public AttributeDefinition Read(IReadOnlyCollection<string> indexed)
    {
        string name = Text("name");
        _name = name;
        if (!IsName(name)) failures.Add($"{above}name: \"{name}\" is no attribute's name (RFC 7643 section 2.1).");
        AttributeType type = Of("type", AttributeType.String, Types);
        string[] references = Texts("referenceTypes");
        if (references.Length > 0 && type != AttributeType.Reference) failures.Add($"{Path}: referenceTypes belong to the type reference.");
        Uniqueness uniqueness = Of("uniqueness", Uniqueness.None, Uniquenesses);
        if (uniqueness != Uniqueness.None) failures.Add($"{Path}: uniqueness of custom attributes is not enforced, so it is \"none\".");
        bool required = Flag("required");
        Mutability mutability = Of("mutability", Mutability.ReadWrite, Mutabilities);
        if (required && mutability == Mutability.ReadOnly) failures.Add($"{Path}: what is required cannot be readOnly, because nobody could write it.");
        return new AttributeDefinition
        {
            Name = name,
            StorageName = StorageName(name),
            Key = name.ToLowerInvariant(),
            Type = type,
            Description = Text("description"),
            MultiValued = Flag("multiValued"),
            Required = required,
            CaseExact = Flag("caseExact"),
            Mutability = mutability,
            Returned = Of("returned", Returned.Default, Returneds),
            CanonicalValues = Texts("canonicalValues"),
            ReferenceTypes = references,
            Indexed = type != AttributeType.Complex && indexed.Contains(Path, StringComparer.OrdinalIgnoreCase),
        };
    }

    /// <summary>A text; "" where there is none.</summary>
    public string Text(string field)
    {
        if (!owner.TryGetProperty(field, out JsonElement value)) return "";
        if (value is { ValueKind: JsonValueKind.String } && value.GetString() is { Length: <= LongestText } text) return text;
        failures.Add($"{Path} {field}: a text of at most {LongestText} characters was expected.");
        return "";
    }

    // Names are equal in any case, and a $ means something in the database.
    private static string StorageName(string name) => name.ToLowerInvariant().Replace("$", "%24", StringComparison.Ordinal);

    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName
        && (char.IsAsciiLetter(name[0]) || name == "$ref")
        && name.AsSpan(1).IndexOfAnyExcept(NameCharacters) < 0;

    private static readonly System.Buffers.SearchValues<char> NameCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_$");

    private static readonly Dictionary<string, AttributeType> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        ["string"] = AttributeType.String, ["boolean"] = AttributeType.Boolean, ["decimal"] = AttributeType.Decimal,
        ["integer"] = AttributeType.Integer, ["dateTime"] = AttributeType.DateTime, ["binary"] = AttributeType.Binary,
        ["reference"] = AttributeType.Reference, ["complex"] = AttributeType.Complex,
    };

    private static readonly Dictionary<string, Mutability> Mutabilities = new(StringComparer.OrdinalIgnoreCase)
    {
        ["readWrite"] = Mutability.ReadWrite, ["readOnly"] = Mutability.ReadOnly, ["immutable"] = Mutability.Immutable, ["writeOnly"] = Mutability.WriteOnly,
    };

    private static readonly Dictionary<string, Returned> Returneds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["default"] = Returned.Default, ["always"] = Returned.Always, ["never"] = Returned.Never, ["request"] = Returned.Request,
    };

    private static readonly Dictionary<string, Uniqueness> Uniquenesses = new(StringComparer.OrdinalIgnoreCase)
    {
        ["none"] = Uniqueness.None, ["server"] = Uniqueness.Server, ["global"] = Uniqueness.Global,
    };

    private T Of<T>(string field, T otherwise, Dictionary<string, T> values)
    {
        string text = Text(field);
        if (text.Length == 0) return otherwise;
        if (values.TryGetValue(text, out T? value)) return value;
        failures.Add($"{Path} {field}: \"{text}\" is none of {string.Join(", ", values.Keys)}.");
        return otherwise;
    }

    private bool Flag(string field)
    {
        if (!owner.TryGetProperty(field, out JsonElement value)) return false;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        failures.Add($"{Path} {field}: true or false was expected.");
        return false;
    }

    private string[] Texts(string field)
    {
        if (!owner.TryGetProperty(field, out JsonElement list)) return [];
        if (list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
        {
            return [.. list.EnumerateArray().Select(item => item.GetString()!)];
        }

        failures.Add($"{Path} {field}: an array of texts was expected.");
        return [];
    }
}
