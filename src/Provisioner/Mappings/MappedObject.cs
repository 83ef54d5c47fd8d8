using System.Security.Cryptography;
using System.Text;

namespace Scim.Provisioning.Mappings;

/// <summary>The target values of one source object, in the order of its mapping's attributes.</summary>
/// <param name="Mapping">The mapping.</param>
/// <param name="Values">A string, a bool, a long, or null each.</param>
internal sealed record MappedObject(ObjectMapping Mapping, IReadOnlyList<object?> Values)
{
    /// <summary>Attributes with the values that a new object gets: defaults stand in for missing ones.</summary>
    public IEnumerable<(TargetAttribute Target, object Value)> OnCreate()
    {
        for (int i = 0; i < Values.Count; i++)
        {
            AttributeMapping mapping = Mapping.Attributes[i];
            object? value = Values[i] ?? mapping.Target.Convert(mapping.Default);
            if (value is not null) yield return (mapping.Target, value);
        }
    }

    public object? ValueOf(AttributeMapping mapping)
    {
        for (int i = 0; i < Values.Count; i++)
        {
            if (ReferenceEquals(Mapping.Attributes[i], mapping)) return Values[i];
        }

        return null;
    }

    /// <summary>128 bits that change when a value does: what the state keeps instead of the values.</summary>
    public string Digest(string state)
    {
        var text = new StringBuilder(state);
        foreach (object? value in Values)
        {
            // Neither a length nor a kind can be mistaken for a part of a value.
            string part = MappingExpression.AsText(value) ?? "";
            text.Append('\n').Append(value is null ? '-' : value is string ? 's' : 'v').Append(part.Length).Append(':').Append(part);
        }

        return Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }
}
