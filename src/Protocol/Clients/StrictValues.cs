using System.Text.Json;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;
using Scim.Protos.Schema.V1;

namespace Scim.Protocol.Clients;

/// <summary>Compares JSON values with the attribute table, to the letter: names, shapes and types.</summary>
/// <param name="deviations">Where differences go.</param>
/// <param name="readOnlyMatters">Whether a readOnly attribute is one: PATCH refuses it, POST and PUT ignore it (RFC 7644 sections 3.3, 3.5.1, 3.5.2).</param>
internal sealed class StrictValues(Deviations deviations, bool readOnlyMatters)
{
    /// <summary>An object of a resource's attributes.</summary>
    public void CheckResource(JsonElement json, ScimResourceType type)
    {
        foreach (JsonProperty member in json.EnumerateObject())
        {
            if (type.Attributes.Find(member.Name) is { } attribute) CheckAttribute(member.Value, attribute);
            else Unnamed(member.Name, type.Name, AttributeResolver.Find(type, member.Name));
        }
    }

    /// <summary>The value of an attribute as a whole.</summary>
    public void CheckAttribute(JsonElement json, ScimAttribute attribute)
    {
        if (!IsRead(attribute) || json.ValueKind == JsonValueKind.Null) return;
        bool array = json.ValueKind == JsonValueKind.Array;
        if (array != attribute.MultiValued) Note($"{attribute.Path}: {(array ? "one value" : "an array")} was expected.");
        CheckValues(json, attribute);
    }

    /// <summary>One value, or several in an array.</summary>
    public void CheckValues(JsonElement json, ScimAttribute attribute)
    {
        if (json.ValueKind != JsonValueKind.Array) CheckValue(json, attribute);
        else foreach (JsonElement item in json.EnumerateArray()) CheckValue(item, attribute);
    }

    /// <summary>One value.</summary>
    public void CheckValue(JsonElement json, ScimAttribute attribute)
    {
        if (json.ValueKind == JsonValueKind.Null) return;
        bool text = json.ValueKind == JsonValueKind.String;
        if (attribute.Type == AttributeType.Complex)
        {
            if (json.ValueKind == JsonValueKind.Object) CheckObject(json, attribute);
            else Note($"{attribute.Path}: an object was expected.");
        }
        else if (text && attribute.Type is AttributeType.Boolean or AttributeType.Integer or AttributeType.Decimal)
        {
            deviations.Note(Tolerance.QuotedValues, $"{attribute.Path}: the value is no string, and has no quotes.");
        }
        else if (text && json.ValueEquals(""))
        {
            deviations.Note(Tolerance.EmptyText, $"{attribute.Path}: what is unassigned is null or left out, not \"\".");
        }
    }

    private void CheckObject(JsonElement json, ScimAttribute complex)
    {
        foreach (JsonProperty member in json.EnumerateObject())
        {
            if (complex.SubAttributes.Find(member.Name) is { } sub) CheckAttribute(member.Value, sub);
            else Unnamed(member.Name, complex.Path, AttributeResolver.FindSub(complex, member.Name));
        }
    }

    private bool IsRead(ScimAttribute attribute)
    {
        if (attribute.IsWritable) return true;
        if (readOnlyMatters && attribute is { Mutability: Mutability.ReadOnly, Derived: false })
        {
            deviations.Note(Tolerance.ReadOnlyValues, $"{attribute.Path} is readOnly.");
        }

        return false;
    }

    private void Unnamed(string name, string owner, ScimAttribute? meant)
    {
        if (meant is null) deviations.Note(Tolerance.UnknownAttributes, $"{owner} has no attribute '{name}'.");
        else deviations.Note(Tolerance.Names, $"'{name}' is not how {meant.Path} is written here.");
    }

    private void Note(string sentence) => deviations.Note(Tolerance.Shapes, sentence);
}
