using System.Text.Json;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Clients;

/// <summary>Compares the operations of a PATCH with RFC 7644 section 3.5.2, to the letter.</summary>
internal sealed class StrictPatch(ScimResourceType type, Tolerance tolerated, Deviations deviations)
{
    private static readonly string[] Operations = ["add", "remove", "replace"];

    private readonly StrictFilter _names = new(deviations);
    private readonly StrictValues _values = new(deviations, readOnlyMatters: true);

    public void Check(JsonElement body)
    {
        JsonElement operations = Member(body, "Operations");
        if (operations.ValueKind != JsonValueKind.Array || operations.GetArrayLength() == 0) deviations.Note(Tolerance.Operations, "Operations is an array of one or more operations.");
        else foreach (JsonElement operation in operations.EnumerateArray()) CheckOperation(operation);
    }

    private void CheckOperation(JsonElement operation)
    {
        string op = Member(operation, "op").GetString()!;
        JsonElement path = Member(operation, "path"), value = Member(operation, "value");
        if (!Operations.Contains(op, StringComparer.Ordinal)) deviations.Note(Tolerance.Operations, $"An op is add, remove or replace, not '{op}'.");
        bool given = value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);
        if (op.Equals("remove", StringComparison.OrdinalIgnoreCase))
        {
            if (given) deviations.Note(Tolerance.RemovedValues, "A remove has no value: its path says what goes, for example members[value eq \"2819c223\"].");
        }
        else if (value.ValueKind == JsonValueKind.Undefined)
        {
            deviations.Note(Tolerance.Operations, $"The operation {op} needs a value.");
        }

        if (path.ValueKind == JsonValueKind.String && path.GetString() is { Length: > 0 } text) CheckPath(text, value, given);
        else if (value.ValueKind == JsonValueKind.Object) _values.CheckResource(value, type);
    }

    private void CheckPath(string text, JsonElement value, bool given)
    {
        AttributePath path = AttributePathParser.Parse(text, IsSchema, strict: !tolerated.HasFlag(Tolerance.Filters));
        string name = (path with { Filter = null, SubAttribute = path.Filter is null ? path.SubAttribute : null }).ToString();
        if (_names.Find(name, text.Split('[')[0].Trim(), type) is not { } attribute) return;

        if (path.Filter is not null && attribute.Type == AttributeType.Complex) _names.Check(path.Filter, attribute);
        if (!given) return;
        if (path.Filter is null) CheckWhole(value, attribute);
        else if (path.SubAttribute is null) _values.CheckValue(value, attribute);
        else if (attribute.SubAttributes.Find(path.SubAttribute) is { } sub) _values.CheckAttribute(value, sub);
    }

    // Of a multi-valued attribute a value may be one or several: "a new value is added", "all values are replaced".
    private void CheckWhole(JsonElement value, ScimAttribute attribute)
    {
        if (!attribute.IsWritable) return;
        if (attribute.MultiValued) _values.CheckValues(value, attribute);
        else _values.CheckAttribute(value, attribute);
    }

    private bool IsSchema(ReadOnlySpan<char> urn) => urn.Equals(type.Core.Urn, StringComparison.OrdinalIgnoreCase) || type.FindExtension(urn) is not null;

    private static JsonElement Member(JsonElement item, string name) =>
        item.EnumerateObject().LastOrDefault(member => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
