using System.Text.Json;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Protocol.Schema.Custom;

/// <summary>
/// Reads the definition of a custom extension (RFC 7643 section 7), strictly: it is what an administrator wrote, and what
/// is stored by it cannot be taken back.
/// </summary>
internal sealed class CustomSchemaReader(IReadOnlyCollection<string> indexed)
{
    private const int MostAttributes = 200;
    private const int LongestUrn = 256;
    private const int MostFailures = 20;

    private readonly List<string> _failures = [];
    private int _count;

    public CustomExtension Read(ReadOnlyMemory<byte> definition, bool required)
    {
        using JsonDocument document = Parse(definition);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object) throw ScimException.InvalidValue("A schema is a JSON object.");

        var fields = new DefinitionFields(root, "the schema", _failures);
        string urn = fields.Text("id");
        if (!IsUrn(urn)) _failures.Add($"id: a schema's URI begins with \"urn:\" and has at most {LongestUrn} characters of the URN syntax.");
        IReadOnlyList<CustomAttribute> attributes = ReadAttributes(root, "attributes", above: "", ofComplex: false);
        foreach (string path in indexed)
        {
            if (!attributes.Any(attribute => Names(attribute, path))) _failures.Add($"{path} is to be indexed and is no simple attribute of the schema.");
        }

        if (_failures.Count > 0) throw ScimException.InvalidValue(string.Join(' ', _failures.Take(MostFailures)));
        string name = fields.Text("name");
        return new CustomExtension(urn, name.Length > 0 ? name : urn, fields.Text("description"), required, attributes);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> definition)
    {
        try
        {
            JsonUnicode.Require(definition.Span);
            return JsonDocument.Parse(definition, new JsonDocumentOptions { MaxDepth = 16 });
        }
        catch (JsonException error)
        {
            throw ScimException.InvalidSyntax("The definition is no JSON.", error);
        }
    }

    private static bool IsUrn(string urn) =>
        urn.Length is > 4 and <= LongestUrn && urn.StartsWith("urn:", StringComparison.OrdinalIgnoreCase)
        && urn.All(c => char.IsAsciiLetterOrDigit(c) || "()+,-.:=@;$_!*'%/?#".Contains(c, StringComparison.Ordinal))
        && urn[^1] != ':';

    private static bool Names(CustomAttribute attribute, string path)
    {
        if (attribute.SubAttributes.Count == 0) return path.Equals(attribute.Definition.Name, StringComparison.OrdinalIgnoreCase);
        string prefix = attribute.Definition.Name + ".";
        return path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && attribute.SubAttributes.Any(sub => Names(sub, path[prefix.Length..]));
    }

    private List<CustomAttribute> ReadAttributes(JsonElement owner, string property, string above, bool ofComplex)
    {
        var attributes = new List<CustomAttribute>();
        if (!owner.TryGetProperty(property, out JsonElement list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            _failures.Add($"{(above.Length == 0 ? property : above + property)}: one definition or more was expected, in an array.");
            return attributes;
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (++_count > MostAttributes)
            {
                _failures.Add($"An extension has at most {MostAttributes} attributes.");
                break;
            }

            if (ReadAttribute(item, above, ofComplex) is not { } attribute) continue;
            if (!names.Add(attribute.Definition.Name)) _failures.Add($"{above}{attribute.Definition.Name} is defined twice.");
            attributes.Add(attribute);
        }

        return attributes;
    }

    private CustomAttribute? ReadAttribute(JsonElement item, string above, bool ofComplex)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            _failures.Add($"{above}attributes: each definition is an object.");
            return null;
        }

        AttributeDefinition definition = new DefinitionFields(item, above, _failures).Read(indexed);
        string path = above + definition.Name;
        bool hasSubs = item.TryGetProperty("subAttributes", out JsonElement subs) && subs is { ValueKind: JsonValueKind.Array } && subs.GetArrayLength() > 0;
        if (definition.Type != AttributeType.Complex)
        {
            if (hasSubs) _failures.Add($"{path}: subAttributes belong to the type complex.");
            return new CustomAttribute(definition, []);
        }

        if (!ofComplex) return new CustomAttribute(definition, ReadAttributes(item, "subAttributes", path + ".", ofComplex: true));
        _failures.Add($"{path}: a complex attribute has no complex sub-attributes (RFC 7643 section 2.3.8).");
        return new CustomAttribute(definition, []);
    }
}
